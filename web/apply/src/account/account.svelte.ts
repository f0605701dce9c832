// The account that is signed in here, and the relying party that it is with.
import { Problem, speakFor } from '../api/client.svelte';
import * as api from './api';
import type { Holder, Registration, SignedIn } from './api';
import { place } from './place.svelte';
import { hasText, t } from './texts';

interface State {
  ready: boolean;
  registration: Registration | null;
  holder: Holder | null;
  /** Said once, above the next page: a message. */
  word: string | null;
  /** Whether the anti-phishing word is to be compared: this device was not known before. */
  compare: boolean;
}
export const account = $state<State>({ ready: false, registration: null, holder: null, word: null, compare: false });

const tokenAt = () => `candor.token.${place.party}`;
const deviceAt = () => `candor.device.${place.party}`;
/** The secret by which this device is recognised. It opens nothing by itself. */
export const device = (): string | null => localStorage.getItem(deviceAt());

/** Reads whom the address names, and the account if somebody is signed in. */
export async function load(): Promise<void> {
  try {
    account.registration = await api.readRegistration(place.party);
  } catch (cause) {
    if (!(cause instanceof Problem) || cause.passes) throw cause;
    place.view = 'lost';
    return;
  }
  const token = sessionStorage.getItem(tokenAt());
  if (!token) return;
  speakFor(token);
  await refresh().catch(settle);
}

export async function refresh(): Promise<void> {
  account.holder = await api.readAccount();
}

export async function enter(signed: SignedIn): Promise<void> {
  sessionStorage.setItem(tokenAt(), signed.token);
  account.compare = device() === null;
  if (signed.device) localStorage.setItem(deviceAt(), signed.device);
  speakFor(signed.token);
  await refresh();
}

/** Nobody is signed in here any more. `word` says why. */
export function leave(word: string | null = null): void {
  sessionStorage.removeItem(tokenAt());
  speakFor('');
  Object.assign(account, { holder: null, word, compare: false });
}
export const forgetDevice = (): void => localStorage.removeItem(deviceAt());

/** What a refusal means, in words. A sign-in that has ended is one; then the page for signing in is shown. `refused` is what it means here that nothing was accepted. */
export function settle(cause: unknown, refused?: string): string {
  if (!(cause instanceof Problem)) throw cause;
  if (cause.status === 401 && account.holder) leave('account-signed-out');
  else if (cause.status === 401) leave();
  return refused && cause.code === 'account.refused' ? t(refused) : worded(cause);
}

function worded(problem: Problem): string {
  const own = `account-problem-${problem.code.replaceAll(/[._]/g, '-')}`;
  if (hasText(own)) return t(own);
  if (problem.status === 429) return t('account-problem-too-many');
  if (problem.passes) return t('account-problem-away');
  // The server names field, cause and remedy.
  if (problem.status === 422 || problem.status === 400) return `${t('account-problem-unusable')} ${problem.message}`;
  return t('account-problem-other');
}

/** Does one thing, and says what was refused of it; `null` when it was done. */
export async function tried(doing: () => Promise<unknown>, refused?: string): Promise<string | null> {
  try {
    await doing();
    return null;
  } catch (cause) {
    return settle(cause, refused);
  }
}
