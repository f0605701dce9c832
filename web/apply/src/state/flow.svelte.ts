// Where the applicant stands: the session as the server sees it, what was typed, what was taken, and which page is shown.
import { ask, bearer, connection, Problem, speakFor } from '../api/client.svelte';
import type { AppealTeaser } from '../api/appeal';
import type { Claim, SessionView, Side } from '../api/types';
import { hasText, isLanguage, preferred, speak } from '../texts/texts.svelte';
import { amiss, type Draft } from './claim';
import { clock } from './clock.svelte';
import { forget, keep, kept, type Shot } from './kept';
import { left } from './left.svelte';
import { tabs } from './tabs.svelte';

/** Pages, in the order in which they come. `joining` is the second device before it is let in; `lost` has no way in. */
export const PAGES = ['start', 'you', 'front', 'back', 'face', 'liveness', 'review', 'status', 'appeal', 'handover', 'joining', 'lost'] as const;
export type Page = (typeof PAGES)[number];
export type Kind = Side | 'liveness';

/** States in which the applicant can change something. */
const COLLECTS = ['created', 'collecting', 'needs_resubmission'];

interface Flow {
  /** Whether everything that is needed to show a page is there. */
  ready: boolean;
  page: Page;
  /** The part that is shown of a page that has several. */
  part: string;
  session: SessionView | null;
  draft: Partial<Claim>;
  shots: Partial<Record<Kind, Shot>>;
  /** Whether the last result is being mended: the applicant went on from it. */
  mending: boolean;
  /** A fault that stands in the way of everything, told on the page. */
  fault: string | null;
  /** The secret with which a second device asks to be let in. */
  handover: string | null;
  /** The field that the page shall lead to. */
  field: string | null;
  /** A message that says why another page is shown than was asked for. */
  word: string | null;
}

export const flow = $state<Flow>({ ready: false, page: 'start', part: '', session: null, draft: {}, shots: {}, mending: false, fault: null, handover: null, field: null, word: null });

/** Whether the last word on that consent is yes. */
export const agreed = (kind: 'processing' | 'face'): boolean =>
  flow.session?.consents.findLast((consent) => consent.kind === kind)?.agreed ?? false;

/** Whether something can be changed. */
export const collects = (): boolean => COLLECTS.includes(flow.session?.state ?? '');

/** What the session says of an appeal. */
export const appealOf = (): AppealTeaser => (flow.session?.appeal as AppealTeaser | undefined) ?? { possible: false, until: null };

/** Whether there is something that another device can go on with. */
export const handsOver = (): boolean => collects() || appealOf().possible || !!appealOf().open;

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

/** Whether everything that must be typed is there. */
const whole = (draft: Draft): boolean => Object.keys(amiss(draft, new Date(clock.now()).toISOString().slice(0, 10))).length === 0;

/** The first page that is not done. */
export function next(): Page {
  if (flow.session && !collects()) return 'status';
  if (flow.session?.state === 'needs_resubmission' && !flow.mending) return 'status';
  return needed().find((page) => !done(page)) ?? 'review';
}

/** Shows a page; the browser's back button leads to the one before. */
export function go(page: Page, replace = false, part = '') {
  Object.assign(flow, { page, part });
  const address = `/verify/${page}${part && `/${part}`}`;
  if (location.pathname !== address) history[replace ? 'replaceState' : 'pushState'](null, '', address);
}

/** Shows the field that is to be mended. */
export function goTo(page: Page, field: string | null = null) {
  flow.field = field;
  go(page);
}

/** Reads the session anew. */
export async function refresh(): Promise<void> {
  flow.session = await ask('get', '/v1/applicant/session');
  await keep('session', $state.snapshot(flow.session));
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
    if (!flow.ready || !flow.session) return;
    const page = asked();
    if (page && allowed(page)) Object.assign(flow, { page, part: askedPart() });
    else go(next(), true);
  });
  // A link that is opened in a page that is there already changes nothing but the fragment.
  addEventListener('hashchange', () => /^#(client_|handover=)/.test(location.hash) && location.reload());
  tabs.here();
  const { token, handover } = brought();
  const before = await kept('token');
  await speak(preferred()).catch((cause: unknown) => (flow.fault = String(cause)));
  if (handover || (!token && asked() === 'joining' && sessionStorage.getItem('joining'))) {
    flow.handover = handover;
    go('joining', true);
    flow.ready = true;
    return;
  }
  // Out of the address, and not kept before the server knows it: a reload in between must not lose it.
  if (token) sessionStorage.setItem('arriving', token);
  await enter(token ?? sessionStorage.getItem('arriving') ?? before ?? '');
}

/** Milliseconds after which the session as it was last known is shown instead of an answer that does not come. */
const SOON = 4000;

/** Goes on with the session of that token. */
export async function enter(token: string): Promise<void> {
  speakFor(token);
  if (!token) return lost();
  const before = await kept('token');
  const another = before !== null && before !== token;
  const known = another ? null : await kept('session');
  const answer = refresh().then(() => 'fresh' as const);
  // Without the server, what was typed can still be read and changed.
  const late = new Promise<'late'>((done) => setTimeout(done, navigator.onLine ? SOON : 500, 'late'));
  try {
    if ((await (known ? Promise.race([answer, late]) : answer)) === 'late') {
      flow.session = known;
      answer.then(() => settled(), settle);
    }
  } catch (cause) {
    if (cause instanceof Problem && refused(cause)) {
      sessionStorage.removeItem('arriving');
      if (!another) return lost();
      // An old link beside a verification that goes on.
      flow.word = 'lost-old-link';
      return enter(before);
    }
    flow.fault = cause instanceof Problem ? cause.code : String(cause);
    flow.ready = true;
    return;
  }
  if (another) {
    // Another session's draft and photos are nobody's business here.
    await forget();
    Object.assign(flow, { draft: {}, shots: {}, mending: false });
  }
  await keep('token', token);
  await keep('session', $state.snapshot(flow.session) as SessionView);
  sessionStorage.removeItem('arriving');
  const locale = flow.session?.locale ?? '';
  if (isLanguage(locale)) await speak(locale).catch(() => undefined);
  await Promise.all([remember(), left.remember()]);
  const page = asked();
  if (page && allowed(page)) go(page, true, askedPart());
  // A device that was let in goes on where the other one was.
  else go(page === 'joining' && appealOf().open ? 'appeal' : next(), true);
  flow.ready = true;
}

const asked = (): Page | null => PAGES.find((page) => page === location.pathname.split('/')[2]) ?? null;
const askedPart = (): string => location.pathname.split('/')[3] ?? '';

/** Whether a page makes sense as things stand. */
function allowed(page: Page): boolean {
  if (page === 'status') return !collects() || flow.session?.state === 'needs_resubmission';
  const changes = collects() && (flow.session?.state !== 'needs_resubmission' || flow.mending);
  if (page === 'handover') return handsOver();
  if (page === 'appeal') return !collects() || flow.session?.state === 'needs_resubmission' || !!appealOf().open;
  const pages = needed();
  const at = pages.indexOf(page);
  return changes && at >= 0 && pages.slice(0, at).every(done);
}

/** Leaves a page that no longer makes sense. */
function settled() {
  if (flow.page !== 'handover' && !allowed(flow.page)) go(next(), true);
}

const refused = (problem: Problem) => problem.status === 401 || problem.status === 403 || problem.code === 'session.redacted';

/** Does what a refusal asks for, and gives the message that says it. */
export async function settle(cause: unknown): Promise<string> {
  if (!(cause instanceof Problem)) return 'problem-other';
  if (refused(cause) && cause.code !== 'way_back.refused') {
    await lost('lost-ended');
    return 'lost-ended';
  }
  if (/^session\.|^policy\.(open|attempts)/.test(cause.code)) {
    await refresh().catch(() => undefined);
    flow.word = 'problem-moved-on';
    settled();
  }
  const name = `problem-${cause.code.replaceAll(/[._]/g, '-')}`;
  return hasText(name) ? name : 'problem-other';
}

async function lost(word: string | null = null) {
  flow.session = null;
  flow.word = word;
  speakFor('');
  go('lost', true);
  flow.ready = true;
}

/** Goes on with a session that asks for something again, such as after an appeal, with what was typed before: at that page if it makes sense. */
export async function goOn(page: Page): Promise<void> {
  await refresh();
  await remember();
  flow.mending = true;
  go(allowed(page) ? page : next());
}

/** What was typed and taken: on this device, else, for what was typed, from the server. */
async function remember() {
  const [draft, front, back, selfie, liveness] = await Promise.all([kept('draft'), kept('front'), kept('back'), kept('selfie'), kept('liveness')]);
  for (const shot of [front, back, selfie, liveness]) if (shot) flow.shots[shot.side] = shot;
  if (draft) {
    flow.draft = draft;
    // The page may have been left before the server had it.
    if (collects()) sendDraftSoon();
    return;
  }
  if (!collects()) return;
  // Without the server there is nothing to wait for.
  if (connection.away) return;
  const typed = await ask('get', '/v1/applicant/draft', { once: true }).catch(() => ({}));
  flow.draft = Object.keys(typed).length > 0 ? typed : await ask('get', '/v1/applicant/claim', { once: true }).catch(() => ({}));
  await keep('draft', $state.snapshot(flow.draft) as Draft);
}

/** Keeps what was typed, here at once and on the server a moment later, so that another device can go on. */
export async function type(draft: Partial<Claim>): Promise<void> {
  flow.draft = draft;
  await keep('draft', $state.snapshot(draft) as Partial<Claim>);
  sendDraftSoon();
}

let later: ReturnType<typeof setTimeout> | undefined;
function sendDraftSoon() {
  clearTimeout(later);
  later = setTimeout(() => void ask('put', '/v1/applicant/draft', { body: $state.snapshot(flow.draft), what: 'left-draft', once: true }).catch(() => undefined), 2000);
}

/** Keeps a photo or clip. The one before is taken back from the server if it was sent. */
export async function take(shot: Shot): Promise<void> {
  const before = flow.shots[shot.side];
  if (before && before.blob !== shot.blob) takeBack(before);
  flow.shots[shot.side] = shot;
  await keep(shot.side, shot);
}

/** Forgets a photo or clip, and takes it back from the server if it was sent. */
export async function drop(kind: Kind): Promise<void> {
  const before = flow.shots[kind];
  if (before) takeBack(before);
  delete flow.shots[kind];
  await forget(kind);
}

/** What was submitted stays: the server refuses then, and rightly. */
function takeBack({ evidence: id }: Shot) {
  if (id) void ask('delete', '/v1/applicant/evidence/{id}', { within: { id }, headers: { 'tus-resumable': '1.0.0' }, once: true }).catch(() => undefined);
}

/** What was submitted is kept by the server; this device forgets it. */
export async function submitted(): Promise<void> {
  Object.assign(flow, { shots: {}, mending: false });
  await forget('front', 'back', 'selfie', 'liveness', 'draft');
}

/** Clears everything that this device keeps, but the way in, and begins anew with what the server has. */
export async function clear(): Promise<void> {
  const token = bearer();
  await forget();
  Object.assign(flow, { draft: {}, shots: {}, fault: null, mending: false, ready: false });
  await enter(token);
}
