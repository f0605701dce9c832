import { ask } from '../api/client.svelte';
import { flow, refresh } from './flow.svelte';
import { speak, type Language } from '../texts/texts.svelte';
import { device } from '../worker/device.svelte';

/** Speaks another language from now on: the page, the checks on the device, and letters and results of the server. */
export async function changeLanguage(wanted: Language): Promise<void> {
  await speak(wanted);
  await device.speak(wanted);
  if (!flow.session) return;
  flow.session.locale = wanted;
  await ask('put', '/v1/applicant/locale', { body: { locale: wanted }, once: true }).catch(() => undefined);
  // Reasons are told by the server, in the language of the session.
  if (flow.session.decision) await refresh().catch(() => undefined);
}
