// The appeal as the server last told it, and what is done with it.
import * as api from '../api/appeal';
import type { AppealPage } from '../api/appeal';
import { bearer, Problem } from '../api/client.svelte';
import { flow, refresh, settle } from '../state/flow.svelte';
import { hasText } from '../texts/texts.svelte';
import { goOnSending, rememberPieces } from './pieces.svelte';
import { rememberWords } from './words.svelte';

/** `of` is the way in that it was read by: another session has another appeal. */
const state = $state<{ page: AppealPage | null; of: string }>({ page: null, of: '' });

export const page = (): AppealPage | null => (state.of === bearer() ? state.page : null);
export const appeal = () => page()?.appeal ?? null;

function hear(told: AppealPage) {
  Object.assign(state, { page: told, of: bearer() });
  // The session's own view goes along, so that pages agree with one another.
  if (!flow.session) return;
  const { appeal: now, possible, until, why_not } = told;
  const over = !now || ['decided', 'closed', 'withdrawn', 'lapsed'].includes(now.state);
  Object.assign(flow.session.appeal, { possible, until, why_not, open: over ? null : { id: now.id, state: now.state, receipt: now.receipt, due_at: now.due_at } });
}

/** Reads it; what was typed and taken for it on this device is remembered with the first time. */
export async function load(once = false): Promise<void> {
  const first = state.of !== bearer();
  const told = await api.readAppeal(once);
  if (first) await Promise.all([rememberWords(), rememberPieces()]);
  const before = appeal()?.state;
  hear(told);
  if (first) void goOnSending();
  // A decision changes the session, too.
  if (before && before !== told.appeal?.state) await refresh().catch(() => undefined);
}

/** The message that says why not. Refusals of the appeal's own are no reason to send anybody away. */
export async function said(cause: unknown): Promise<string> {
  if (cause instanceof Problem && cause.code.startsWith('appeal.')) {
    const name = `problem-${cause.code.replaceAll(/[._]/g, '-')}`;
    await load(true).catch(() => undefined);
    return hasText(name) ? name : 'problem-other';
  }
  return settle(cause);
}

/** Does one thing, and hears how the appeal stands after it. The message that says why not, or `null`. */
async function act(doing: () => Promise<AppealPage | undefined>): Promise<string | null> {
  try {
    const told = await doing();
    if (told) hear(told);
    else await load(true);
    return null;
  } catch (cause) {
    return said(cause);
  }
}

export const begin = () => act(api.openAppeal);
export const sendCode = (kind: api.ContactKind) => act(async () => void (await api.sendContactCode(kind)));
export const newCode = () => act(api.newStatementCode);
export const prove = (code: string) => act(() => api.proveContact(code));
export const withdraw = () => act(api.withdrawAppeal);

export async function submit(): Promise<string | null> {
  const word = await act(api.submitAppeal);
  // An answer that was lost on its way is told by how it stands.
  return appeal()?.state === 'drafting' ? word : null;
}

/** Says something. A word that arrived although its answer did not is not said twice. */
async function tell(text: string, doing: () => Promise<AppealPage>): Promise<string | null> {
  const word = await act(doing);
  if (!word) return null;
  await load(true).catch(() => undefined);
  const last = appeal()?.messages.findLast(({ from }) => from === 'you');
  return last?.text === text ? null : word;
}
export const write = (text: string) => tell(text, () => api.sendMessage(text));
export const answer = (text: string) => tell(text, () => api.sendAnswer(text));

/** Whether an appeal goes on. */
export const goesOn = (): boolean => !!appeal() && !['decided', 'closed', 'withdrawn', 'lapsed'].includes(appeal()?.state ?? '');
/** Whether files can be added and taken away. */
export const gathers = (): boolean => ['drafting', 'info_requested'].includes(appeal()?.state ?? '');
