// Sends the clip, in parts that go on where they stopped.
import { bearer } from '../api/client.svelte';
import { flow, take } from '../state/flow.svelte';
import { left } from '../state/left.svelte';

const WAITS = [500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000, 10_000];

/** Sends what was confirmed; `progress` hears the share that is there. Throws where the server refuses it. */
export async function sendClip(progress: (share: number) => void): Promise<void> {
  const shot = flow.shots.liveness;
  if (!shot?.confirmed || shot.evidence) return;
  const { Upload } = await import('tus-js-client');
  const evidence = await new Promise<string>((done, refused) => {
    const upload = new Upload(shot.blob, {
      endpoint: '/v1/applicant/evidence',
      uploadUrl: shot.address,
      chunkSize: 1_000_000,
      retryDelays: WAITS,
      storeFingerprintForResuming: false,
      headers: { authorization: `Bearer ${bearer()}` },
      metadata: { kind: 'liveness', challenge: shot.challenge ?? '' },
      onUploadUrlAvailable: () => {
        if (!upload.url || upload.url === shot.address) return;
        left.note('left-liveness', shot.blob);
        void take({ ...shot, blob: shot.blob, check: null, address: new URL(upload.url, location.href).pathname });
      },
      onProgress: (sent, all) => progress(sent / all),
      onSuccess: () => done(upload.url?.split('/').at(-1) ?? ''),
      onError: refused,
    });
    upload.start();
  });
  await take({ ...shot, blob: shot.blob, check: null, evidence, address: `/v1/applicant/evidence/${evidence}`, sent: shot.blob.size });
}
