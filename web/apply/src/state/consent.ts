// What the applicant says to the texts of the first page.
import { ask } from '../api/client.svelte';
import { agreed, drop, flow, refresh } from './flow.svelte';

/** The version of the texts; a new one is said yes to anew. */
export const VERSION = '2026-11';

/** Says it. The last word counts. */
export async function say(processing: boolean, face: boolean): Promise<void> {
  if (processing && !face && agreed('face')) await withdraw();
  await ask('post', '/v1/applicant/consent', { body: { processing, face, version: VERSION } });
  await refresh();
}

/** Takes the consent to the face check back. The server destroys what belonged to it; so does this device. */
export async function withdraw(): Promise<void> {
  await ask('delete', '/v1/applicant/consent/face', { once: true });
  await Promise.all([drop('selfie'), drop('liveness')]);
  await refresh();
}

/** What was said to that consent before; `null` when nothing was. */
export const said = (kind: 'processing' | 'face'): boolean | null =>
  flow.session?.consents.findLast((consent) => consent.kind === kind && consent.version === VERSION)?.agreed ?? null;
