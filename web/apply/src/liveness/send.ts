// Sends the clip as everything else is sent.
import { send, sending } from '../state/sending.svelte';

/** The message that says why it was refused, or `null` once it is there. */
export async function sendClip(): Promise<string | null> {
  await send('liveness');
  return sending.refused.liveness ?? null;
}

/** The share that is there. */
export function sentShare(): number {
  const { sent, size } = sending.files.liveness ?? { sent: 0, size: 0 };
  return size > 0 ? sent / size : 0;
}
