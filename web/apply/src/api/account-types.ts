// Shapes of the accounts' part of the API, as docs/openapi.json has them, with what it leaves open told apart. Times are RFC 3339, amounts decimal text.
import type { SessionView } from './types';

export type Party = SessionView['relying_party'];
export type Mode = 'test' | 'live';
/** Text by language: each of the pages' own is there. */
export type Told = Record<string, string>;

/** A document that is accepted with an account, in one language. */
export interface AccountDocument {
  kind: 'terms' | 'risk' | 'privacy';
  version: string;
  language: string;
  title: string;
  text: string;
  sha256: string;
}
/** What was accepted, in which version and language. `at` is when. */
export interface Consent {
  kind: AccountDocument['kind'];
  version: string;
  language: string;
  sha256: string;
  at?: string;
}
export interface Registration {
  relying_party: Party;
  mode?: Mode | null;
  open: boolean;
  documents: AccountDocument[];
}

/** An e-mail address or a phone number in E.164. */
export type Address = { email: string } | { phone: string };
/** Something that waits for a one-time code. */
export interface Waiting {
  id: string;
  expires_at: string;
}
export interface SignedIn {
  next: 'in';
  account: string;
  token: string;
  /** The secret by which this device is recognised; `null` where it is already. */
  device: string | null;
  expires_at: string;
  /** Whether every factor was given just now. */
  full: boolean;
}
export type SignIn = SignedIn | ({ next: 'code' } & Waiting);
export interface Recognised {
  word?: string | null;
  username?: string | null;
}

/** What a code, or a programme without one, gives: the terms that are shown before anything is bound. */
export interface Terms {
  title: Told;
  text: Told;
  payer: string;
  /** Shares of the trading fee, 0 to 1. */
  rates: { product_line: string; owner: string; invited: string }[];
  currencies: { currency: string; decimals: number }[];
  /** The most that the owner of one code earns in a calendar month of `zone`. */
  cap: { currency: string; amount: string }[];
  bind_until: string | null;
  earns_days: number | null;
  zone: string;
  rounding: string;
  terms_sha256: string;
}
export type Invitation = Terms & { code: string };
export type Programme = Terms & { id: string };
export interface OwnCode {
  code: string;
  link: string;
  programme?: string;
  created_at?: string;
}

export interface StatementLine {
  product_line: string;
  currency: string;
  trades: number;
  reversals: number;
  /** Left out where few are invited. */
  fees?: string | null;
  earned: string;
  reversed: string;
}
/** A month of a code, or of the own share; totals and counts alone. */
export interface Statement {
  code: string | null;
  month: string;
  zone: string;
  closed: boolean;
  invited?: number | null;
  verified?: number | null;
  lines: StatementLine[];
  balances: { currency: string; pending: string; payable: string; paid: string }[];
  days: { day: string; currency: string; earned: string }[];
  rounding: string;
  entries_sha256: string;
}

/** A passkey that the browser made, as it is sent. */
export interface NewPasskey {
  id: string;
  name: string;
  credential: Record<string, never>;
}
export interface Passkey {
  id: string;
  name: string;
  created_at: string;
}
/** The account, as its holder sees it. */
export interface Holder {
  id: string;
  relying_party: Party;
  mode: Mode;
  username: string;
  contact: { kind: 'email' | 'phone'; masked: string };
  word?: string | null;
  verification: { state: 'none' | 'begun' | 'verified' | 'refused' };
  invitation?: { code: string } | null;
  consents: Consent[];
  documents_to_accept: AccountDocument[];
  devices: number;
  /** Without one, a passkey alone signs in. */
  has_password: boolean;
  passkeys: Passkey[];
  signed_in_at: string;
  full: boolean;
  created_at: string;
}

export type Method =
  | 'confusable' | 'typo' | 'other_suffix' | 'nested' | 'swapped' | 'added_word' | 'userinfo' | 'path' | 'invitation_on_foreign_domain'
  | 'app_outside_stores' | 'other_certificate' | 'package_look_alike' | 'display_name' | 'number_look_alike';
/** Whether something is the relying party's own. */
export interface ChannelAnswer {
  answer: 'official' | 'not_official' | 'looks_like';
  kind: 'link' | 'mailbox' | 'phone' | 'app';
  /** What was understood, safe to show. */
  shown: string;
  /** The official entry that it is, or imitates. */
  entry: string | null;
  method: Method | null;
  /** Signs in it that nobody sees. */
  hidden?: string[];
  list_version: number;
  updated_at: string;
}

/** The demonstration's letters, with what its visitor needs beside them. Not part of the description: it is there with `serve --demo` alone. */
export interface Inbox {
  letters: { id: string; at: string; to: string; subject: string; text: string }[];
  relying_party: string;
  /** The relying party's name, as the console asks for it. */
  name: string;
  invitation: { code: string; link: string };
  friend: { email: string; password: string };
  console: string;
  reviewers: { login: string; password: string; code: string | null; code_until: string }[];
  /** What was drawn for the newcomer, and what stands on the document. */
  story: { folder: string; claim: { family_name: string; given_names: string; birth_date: string; nationality: string; document: { number: string } } | null } | null;
  trade: { possible: boolean };
}
/** A trade that the demonstration made up, and the rebate on it. */
export interface DemoTrade {
  product_line: string;
  fee: string;
  currency: string;
  owner: string;
  invited: string;
  without: string | null;
}
