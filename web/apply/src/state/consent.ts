// What the applicant says to the texts of the first page.
import { ask } from '../api/client.svelte';
import { flow, refresh } from './flow.svelte';

/** The version of the texts; a new one is said yes to anew. */
export const VERSION = '2026-11';

/** Says it. The last word counts. */
export async function say(processing: boolean, face: boolean): Promise<void> {
  await ask('/v1/applicant/consent', { method: 'POST', body: { processing, face, version: VERSION } });
  await refresh();
}

/** What was said to that consent before; `null` when nothing was. */
export const said = (kind: 'processing' | 'face'): boolean | null =>
  flow.session?.consents.findLast((consent) => consent.kind === kind && consent.version === VERSION)?.agreed ?? null;
