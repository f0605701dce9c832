// Sends what the applicant confirmed, and then the attempt. Nothing that was not confirmed leaves the device. What breaks off goes on
// where it stopped: after a reload, a crash, hours without a connection.
import { DetailedError, Upload } from 'tus-js-client';
import { ask, bearer, Problem, reached, unreached } from '../api/client.svelte';
import { agreed, flow, refresh, settle, submitted, type Kind } from './flow.svelte';
import { tidy } from './claim';
import { keep, type Shot } from './kept';
import { left } from './left.svelte';
import { tabs } from './tabs.svelte';

const CHUNK = 1_000_000;
/** Milliseconds between tries, from the first failure on. */
const WAITS = [500, 1000, 2000, 4000, 8000, 10_000];

interface Progress {
  sent: number;
  size: number;
}
/** What is under way, and what was refused, as a message. */
export const sending = $state<{ files: Partial<Record<Kind, Progress>>; refused: Partial<Record<Kind, string>>; step: 'none' | 'files' | 'claim' | 'submit' }>({ files: {}, refused: {}, step: 'none' });

const running = new Map<Kind, Promise<void>>();
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

const waits = (kind: Kind): Shot | null => {
  const shot = flow.shots[kind];
  const faces = kind === 'selfie' || kind === 'liveness';
  // A face leaves the device under its own consent alone.
  return shot?.confirmed && !shot.evidence && (!faces || agreed('face')) ? shot : null;
};

/** Sends every file that was confirmed; ends when all are there or refused. */
export async function sendAll(): Promise<void> {
  await Promise.all((['front', 'back', 'selfie', 'liveness'] as const).map(send));
}

/** Sends one file, if it was confirmed and is not there yet. */
export function send(kind: Kind): Promise<void> {
  const before = running.get(kind);
  if (before) return before;
  if (!waits(kind)) return Promise.resolve();
  const sent = sendNow(kind).finally(() => {
    running.delete(kind);
    delete sending.files[kind];
  });
  running.set(kind, sent);
  return sent;
}

async function sendNow(kind: Kind): Promise<void> {
  delete sending.refused[kind];
  for (let tries = 0; ; ) {
    const shot = waits(kind);
    if (!shot || tabs.elsewhere) return;
    const problem = await uploaded(kind, shot);
    // Another photo was taken meanwhile: that one is to be sent.
    if (flow.shots[kind]?.blob !== shot.blob) continue;
    if (!problem) return reached(), undefined;
    if (shot.address && (problem.status === 404 || problem.status === 410)) {
      // Thrown away over there: begin again.
      await note(kind, shot, { address: null, sent: 0 });
    } else if (problem.passes || problem.code === 'upload.offset' || problem.code === 'upload.under_way') {
      unreached(problem);
      await pause(WAITS[Math.min(tries, WAITS.length - 1)] ?? 10_000);
      tries += 1;
    } else {
      sending.refused[kind] = await settle(problem);
      return;
    }
  }
}

async function note(kind: Kind, shot: Shot, change: Partial<Shot>) {
  Object.assign(shot, change);
  if (flow.shots[kind]?.blob === shot.blob) await keep(kind, $state.snapshot(shot) as Shot);
}

/** One go at a file. `null` when it is there. */
function uploaded(kind: Kind, shot: Shot): Promise<Problem | null> {
  return new Promise((done) => {
    const upload = new Upload(shot.blob, {
      // Absolute: the client resolves the server's answer against it.
      endpoint: new URL('/v1/applicant/evidence', location.href).href,
      uploadUrl: shot.address,
      chunkSize: CHUNK,
      retryDelays: [],
      storeFingerprintForResuming: false,
      headers: { authorization: `Bearer ${bearer()}` },
      metadata: { kind, ...(shot.challenge ? { challenge: shot.challenge } : {}) },
      onUploadUrlAvailable: () => {
        if (!upload.url || upload.url === shot.address) return;
        left.note(`left-${kind}`, shot.blob);
        void note(kind, shot, { address: new URL(upload.url, location.href).pathname });
      },
      onProgress: (sent, size) => (sending.files[kind] = { sent, size }),
      onSuccess: () => {
        const evidence = upload.url?.split('/').at(-1) ?? '';
        void note(kind, shot, { evidence, sent: shot.blob.size }).then(() => done(null));
      },
      onError: (cause) => {
        const answer = cause instanceof DetailedError ? cause.originalResponse : null;
        let code = 'net.away';
        try {
          code = (JSON.parse(answer?.getBody() ?? '') as { code?: string }).code ?? code;
        } catch {
          // An answer without a body, as to HEAD.
        }
        done(new Problem(answer?.getStatus() ?? 0, code, cause.message));
      },
    });
    upload.start();
  });
}

/** The claim, as it is now. */
export const sendClaim = () => ask('put', '/v1/applicant/claim', { body: tidy($state.snapshot(flow.draft)), what: 'left-claim' });

/** Sends everything and submits the attempt. The message that says why not, or `null`. */
export async function submit(): Promise<string | null> {
  try {
    sending.step = 'files';
    await sendAll();
    const refused = Object.values(sending.refused)[0];
    if (refused) return refused;
    sending.step = 'claim';
    await sendClaim();
    sending.step = 'submit';
    // Repeated until an answer comes: submitting twice submits once.
    await ask('post', '/v1/applicant/submit');
    await submitted();
    await refresh();
    return null;
  } catch (cause) {
    return settle(cause);
  } finally {
    sending.step = 'none';
  }
}
