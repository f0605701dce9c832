// What is entered for a new account, step by step. Nothing is an account before the last step.
import type { AccountDocument, Consent, Invitation } from '../api';
import { account } from '../account.svelte';
import { place } from '../place.svelte';
import { language } from '../texts';
import type { Made } from './made';

export const STEPS = ['address', 'code', 'who', 'documents', 'invitation', 'word'] as const;
export type Step = (typeof STEPS)[number] | 'done';

interface Registering {
  step: Step;
  address: string;
  /** What waits for the one-time code. */
  waiting: { id: string; expires_at: string } | null;
  /** What the code was exchanged for. */
  token: string | null;
  username: string;
  /** By what the account is signed in to. */
  way: 'passkey' | 'password';
  password: string;
  /** The passkey that waits for the account: what is refused for another reason does not use it up. */
  made: Made | null;
  /** Hashes of the documents whose boxes were ticked. */
  accepted: string[];
  /** What stands in the field, and what is to be bound. */
  typed: string;
  invitation: Invitation | null;
  word: string;
  /** A refusal that belongs to the step that is shown next. */
  refused: string | null;
  /** Whether the last step comes next: the others were done before. */
  straight: boolean;
}
const none = (): Registering => ({ step: 'address', address: '', waiting: null, token: null, username: '', way: 'password', password: '', made: null, accepted: [], typed: '', invitation: null, word: '', refused: null, straight: false });

export const registering = $state<Registering>(none());

/** Begins anew; a code that the address carries stands in its field. */
export function beginAnew(): void {
  Object.assign(registering, none(), { typed: new URLSearchParams(place.part).get('code') ?? '' });
}

/** Each document once: in the language of the page, else in the first that there is. */
export function documents(): AccountDocument[] {
  const all = account.registration?.documents ?? [];
  const kinds = [...new Set(all.map(({ kind }) => kind))];
  return kinds.flatMap((kind) => all.find((one) => one.kind === kind && one.language === language()) ?? all.find((one) => one.kind === kind) ?? []);
}
export const consentOf = ({ kind, version, language: read, sha256 }: AccountDocument): Consent => ({ kind, version, language: read, sha256 });
