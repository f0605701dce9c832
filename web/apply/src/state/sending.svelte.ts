// Sends what the applicant confirmed, and then the attempt. Nothing that was not confirmed leaves the device. What breaks off goes on
// where it stopped: after a reload, a crash, hours without a connection.
import { ask } from '../api/client.svelte';
import { agreed, flow, refresh, settle, submitted, type Kind } from './flow.svelte';
import { tidy } from './claim';
import { keep, type Shot } from './kept';
import { bring, type Progress } from './upload';

/** What is under way, and what was refused, as a message. */
export const sending = $state<{ files: Partial<Record<Kind, Progress>>; refused: Partial<Record<Kind, string>>; step: 'none' | 'files' | 'claim' | 'submit' }>({ files: {}, refused: {}, step: 'none' });

const running = new Map<Kind, Promise<void>>();

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
  const problem = await bring<Shot>({
    waits: () => waits(kind),
    wanted: (shot) => flow.shots[kind]?.blob === shot.blob,
    note: async (shot, change) => {
      Object.assign(shot, change);
      if (flow.shots[kind]?.blob === shot.blob) await keep(kind, $state.snapshot(shot) as Shot);
    },
    progress: (progress) => (sending.files[kind] = progress),
    metadata: ({ challenge }) => ({ kind, ...(challenge ? { challenge } : {}) }),
    what: `left-${kind}`,
  });
  if (problem) sending.refused[kind] = await settle(problem);
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
