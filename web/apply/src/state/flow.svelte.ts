// Where the applicant stands: the session as the server sees it, what was typed, what was taken, and which page is shown.
import { ask, bearer, Problem, speakFor } from '../api/client.svelte';
import type { Claim, SessionView, Side } from '../api/types';
import { isLanguage, preferred, speak } from '../texts/texts.svelte';
import { forget, keep, kept, type Shot } from './kept';

/** Pages, in the order in which they come. `joining` is the second device before it is let in; `lost` has no way in. */
export const PAGES = ['start', 'you', 'front', 'back', 'face', 'liveness', 'review', 'status', 'handover', 'joining', 'lost'] as const;
export type Page = (typeof PAGES)[number];
export type Kind = Side | 'liveness';

/** States in which the applicant can change something. */
const COLLECTS = ['created', 'collecting', 'needs_resubmission'];

interface Flow {
  /** Whether everything that is needed to show a page is there. */
  ready: boolean;
  page: Page;
  session: SessionView | null;
  draft: Partial<Claim>;
  shots: Partial<Record<Kind, Shot>>;
  /** Whether the last result is being mended: the applicant went on from it. */
  mending: boolean;
  /** A fault that stands in the way of everything, told on the page. */
  fault: string | null;
  /** The secret with which a second device asks to be let in. */
  handover: string | null;
}

export const flow = $state<Flow>({ ready: false, page: 'start', session: null, draft: {}, shots: {}, mending: false, fault: null, handover: null });

/** Whether the last word on that consent is yes. */
export const agreed = (kind: 'processing' | 'face'): boolean =>
  flow.session?.consents.findLast((consent) => consent.kind === kind)?.agreed ?? false;

/** Whether something can be changed. */
export const collects = (): boolean => COLLECTS.includes(flow.session?.state ?? '');

/** The pages that this session needs, in order. */
export function needed(): Page[] {
  const needs = flow.session?.needs;
  const back = needs?.back_for.includes(flow.draft.document?.type ?? '') ?? false;
  const face = (needs?.selfie ?? false) && agreed('face');
  const live = face && (needs?.liveness ?? false) && flow.session?.liveness.state !== 'given_up';
  const pages: (Page | false)[] = ['start', 'you', 'front', back && 'back', face && 'face', live && 'liveness', 'review'];
  return pages.filter((page): page is Page => page !== false);
}

/** Whether what a page asks for is there. */
export function done(page: Page): boolean {
  if (page === 'start') return agreed('processing');
  if (page === 'you') return whole(flow.draft);
  const kind = page === 'face' ? 'selfie' : page;
  if (kind === 'front' || kind === 'back' || kind === 'selfie') return flow.shots[kind]?.confirmed ?? onServer(kind);
  if (kind === 'liveness') return ['sent', 'passed'].includes(flow.session?.liveness.state ?? 'none');
  return false;
}

const onServer = (kind: Kind): boolean =>
  flow.session?.evidence.some((file) => file.kind === kind && file.received === file.size) ?? false;

function whole(draft: Partial<Claim>): draft is Claim {
  const named = (draft.family_name ?? '') !== '' || (draft.given_names ?? '') !== '';
  const document = draft.document;
  return named && !!draft.birth_date && !!draft.birth_country && !!draft.nationality && !!document?.type && !!document.number && !!document.issuing_country;
}

/** The first page that is not done. */
export function next(): Page {
  if (flow.session && !collects()) return 'status';
  if (flow.session?.state === 'needs_resubmission' && !flow.mending) return 'status';
  return needed().find((page) => !done(page)) ?? 'review';
}

/** Shows a page; the browser's back button leads to the one before. */
export function go(page: Page, replace = false) {
  flow.page = page;
  const address = `/verify/${page}`;
  if (location.pathname !== address) history[replace ? 'replaceState' : 'pushState'](null, '', address);
}

/** Reads the session anew. */
export async function refresh(): Promise<void> {
  flow.session = await ask<SessionView>('/v1/applicant/session');
}

/** What the address brings, a fragment, is taken out of it at once: no token stays in a history or in a picture of the screen. */
function brought(): { token: string | null; handover: string | null } {
  const fragment = location.hash.slice(1);
  if (fragment) history.replaceState(null, '', location.pathname);
  const handover = fragment.startsWith('handover=') ? fragment.slice('handover='.length) : null;
  return { token: fragment.startsWith('client_') ? fragment : null, handover };
}

/** Reads what is kept and where the session stands, and shows the page that comes next. */
export async function begin(): Promise<void> {
  addEventListener('popstate', () => {
    const page = location.pathname.split('/')[2] as Page;
    if (PAGES.includes(page)) flow.page = page;
  });
  const { token, handover } = brought();
  const before = await kept('token');
  await speak(preferred()).catch((cause: unknown) => (flow.fault = String(cause)));
  if (handover) {
    flow.handover = handover;
    go('joining', true);
    flow.ready = true;
    return;
  }
  // Another session's draft and photos are nobody's business here.
  if (token && before && token !== before) await forget();
  await enter(token ?? before ?? '');
}

/** Goes on with the session of that token. */
export async function enter(token: string): Promise<void> {
  speakFor(token);
  if (!token) return lost();
  try {
    await refresh();
  } catch (cause) {
    if (cause instanceof Problem && (cause.status === 401 || cause.status === 403)) return lost();
    flow.fault = cause instanceof Problem ? cause.message : String(cause);
    flow.ready = true;
    return;
  }
  await keep('token', token);
  const locale = flow.session?.locale ?? '';
  if (isLanguage(locale)) await speak(locale);
  await remember();
  const asked = location.pathname.split('/')[2] as Page;
  const shown = [...needed(), 'handover', 'status'];
  go(collects() && next() !== 'status' && shown.includes(asked) && reachable(asked) ? asked : next(), true);
  flow.ready = true;
}

/** Whether everything before a page is done. */
const reachable = (page: Page): boolean => {
  const pages = needed();
  const at = pages.indexOf(page);
  return at >= 0 && pages.slice(0, at).every(done);
};

async function lost() {
  await forget('token');
  go('lost', true);
  flow.ready = true;
}

/** What was typed and taken: on this device, else, for what was typed, from the server. */
async function remember() {
  const [draft, front, back, selfie, liveness] = await Promise.all([kept('draft'), kept('front'), kept('back'), kept('selfie'), kept('liveness')]);
  for (const shot of [front, back, selfie, liveness]) if (shot) flow.shots[shot.side] = shot;
  if (draft) return void (flow.draft = draft);
  if (!collects()) return;
  const typed = await ask<Partial<Claim>>('/v1/applicant/draft', { once: true }).catch(() => ({}));
  flow.draft = Object.keys(typed).length > 0 ? typed : await ask<Partial<Claim>>('/v1/applicant/claim', { once: true }).catch(() => ({}));
}

/** Keeps what was typed, here at once and on the server a moment later, so that another device can go on. */
let later: ReturnType<typeof setTimeout> | undefined;
export async function type(draft: Partial<Claim>): Promise<void> {
  flow.draft = draft;
  await keep('draft', $state.snapshot(draft) as Partial<Claim>);
  clearTimeout(later);
  later = setTimeout(() => void ask('/v1/applicant/draft', { method: 'PUT', body: $state.snapshot(flow.draft), what: 'left-draft', once: true }).catch(() => undefined), 2000);
}

/** Keeps a photo or clip. */
export async function take(shot: Shot): Promise<void> {
  flow.shots[shot.side] = shot;
  await keep(shot.side, shot);
}

/** Forgets a photo or clip. */
export async function drop(kind: Kind): Promise<void> {
  delete flow.shots[kind];
  await forget(kind);
}

/** Clears everything that this device keeps, but the way in, and begins anew with what the server has. */
export async function clear(): Promise<void> {
  const token = bearer();
  await forget();
  Object.assign(flow, { draft: {}, shots: {}, fault: null, mending: false, ready: false });
  await enter(token);
}
