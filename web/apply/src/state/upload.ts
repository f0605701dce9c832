// How a file gets to the server: in pieces, and on from where it stopped after a reload, a crash, hours without a connection.
import { DetailedError, Upload } from 'tus-js-client';
import { bearer, Problem, reached, unreached } from '../api/client.svelte';
import { left } from './left.svelte';
import { tabs } from './tabs.svelte';

const CHUNK = 1_000_000;
/** Milliseconds between tries, from the first failure on. */
const WAITS = [500, 1000, 2000, 4000, 8000, 10_000];
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

/** A file on its way. */
export interface Parcel {
  blob: Blob;
  /** The server's id, from the moment it is sent. */
  evidence: string | null;
  /** Where tus goes on. */
  address: string | null;
  /** Bytes that the server has. */
  sent: number;
}
export interface Progress {
  sent: number;
  size: number;
}

/** Where a file comes from, and what is told about it. */
export interface Source<P extends Parcel> {
  /** What is to be sent now; `null` when nothing is. */
  waits: () => P | null;
  /** Whether it is still that file, and not one that took its place meanwhile. */
  wanted: (parcel: P) => boolean;
  note: (parcel: P, change: Partial<Parcel>) => Promise<void>;
  progress: (progress: Progress) => void;
  metadata: (parcel: P) => Record<string, string>;
  /** What the panel of things that left the device says. */
  what: string;
}

/** Sends it, however often that has to be begun anew. What was refused, or `null` when nothing is left to be sent. */
export async function bring<P extends Parcel>(source: Source<P>): Promise<Problem | null> {
  for (let tries = 0; ; ) {
    const parcel = source.waits();
    if (!parcel || tabs.elsewhere) return null;
    const problem = await uploaded(source, parcel);
    // Another one took its place: that one is to be sent.
    if (!source.wanted(parcel)) continue;
    if (!problem) return reached(), null;
    if (parcel.address && (problem.status === 404 || problem.status === 410)) {
      // Thrown away over there: begin again.
      await source.note(parcel, { address: null, sent: 0 });
    } else if (problem.passes || problem.code === 'upload.offset' || problem.code === 'upload.under_way') {
      unreached(problem);
      await pause(WAITS[Math.min(tries, WAITS.length - 1)] ?? 10_000);
      tries += 1;
    } else return problem;
  }
}

/** One go at a file. `null` when it is there. */
function uploaded<P extends Parcel>(source: Source<P>, parcel: P): Promise<Problem | null> {
  return new Promise((done) => {
    const upload = new Upload(parcel.blob, {
      // Absolute: the client resolves the server's answer against it.
      endpoint: new URL('/v1/applicant/evidence', location.href).href,
      uploadUrl: parcel.address,
      chunkSize: CHUNK,
      retryDelays: [],
      storeFingerprintForResuming: false,
      headers: { authorization: `Bearer ${bearer()}` },
      metadata: source.metadata(parcel),
      onUploadUrlAvailable: () => {
        if (!upload.url || upload.url === parcel.address) return;
        left.note(source.what, parcel.blob);
        void source.note(parcel, { address: new URL(upload.url, location.href).pathname });
      },
      onProgress: (sent, size) => source.progress({ sent, size }),
      onSuccess: () => {
        const evidence = upload.url?.split('/').at(-1) ?? '';
        void source.note(parcel, { evidence, sent: parcel.blob.size }).then(() => done(null));
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
