// Who is signed in, and what that person may do here. The server decides; what it would refuse is not offered.
import { ask, at, connection, Problem, whenSignedOut } from '../api/client.svelte';
import { asProblem } from '../api/loaded.svelte';
import type { Me, Role } from '../api/types';
import { belongTo } from './drafts.svelte';

export const me = $state<{ known: boolean; user: Me | null; problem: Problem | null; why: 'idle' | 'ended' | 'out' | null }>({ known: false, user: null, problem: null, why: null });

export type Page = 'queue' | 'search' | 'dashboard' | 'webhooks' | 'policy' | 'users' | 'audit';
/** Who is offered which page. */
const PAGES: Record<Page, readonly Role[]> = {
  queue: ['reviewer', 'lead', 'auditor'],
  search: ['reviewer', 'lead', 'auditor'],
  dashboard: ['lead', 'auditor', 'admin'],
  webhooks: ['lead', 'admin', 'auditor'],
  policy: ['lead', 'admin', 'auditor'],
  users: ['admin'],
  audit: ['auditor', 'admin', 'lead'],
};
const has = (...roles: readonly Role[]) => me.user?.roles.some((role) => roles.includes(role)) ?? false;

export const pages = (): Page[] => (Object.keys(PAGES) as Page[]).filter((page) => has(...PAGES[page]));
export const isAuditor = () => has('auditor');
export const isAdmin = () => has('admin');
/** Who tries a policy need not be the one who saves it. */
export const triesPolicy = () => has('admin', 'lead');
export const resends = triesPolicy;
/** Whether cases are only looked at, never decided. */
export const onlyAudits = () => has('auditor') && !has('reviewer', 'lead');

whenSignedOut(() => {
  if (me.user) me.why = 'out';
  me.user = null;
  me.known = true;
});

export async function begin(): Promise<void> {
  me.problem = null;
  try {
    signedIn(await ask<Me>('GET', at('me')));
  } catch (cause) {
    const problem = asProblem(cause);
    if (problem.status !== 401) me.problem = problem;
  }
}

export function signedIn(user: Me) {
  belongTo(user.id);
  Object.assign(me, { user, known: true, why: null });
}

/** Asks who is signed in, which shows the server that somebody is there. */
export const stay = async () => signedIn(await ask<Me>('GET', at('me')));

export async function signOut(): Promise<void> {
  await ask('POST', at('sign-out')).catch(() => undefined);
  belongTo(null);
  leave(null);
}

/** The session is over by itself: the server ended it, too, unless another page of this browser goes on with it. */
export const leave = (why: 'idle' | 'ended' | null) => Object.assign(me, { user: null, known: true, why });

/** When the session ends, by this device's clock: at its end, or when nothing was asked for so long. */
export function endsAt(): { at: number; idle: boolean } {
  const end = Date.parse(me.user?.ends_at ?? '');
  const idle = connection.heard + (me.user?.idle_seconds ?? 0) * 1000;
  return Number.isNaN(end) || idle < end ? { at: idle, idle: true } : { at: end, idle: false };
}
