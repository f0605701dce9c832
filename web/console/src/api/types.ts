// The shapes of the console's API.

export type Mode = 'live' | 'test';
export type Role = 'reviewer' | 'lead' | 'admin' | 'auditor';
/** `again`: a refusal that was drawn by lot; it is judged for the numbers alone. */
export type Kind = 'appeal' | 'review' | 'again';
export type Stage = 'first' | 'second' | 'lead';
export type Point = [number, number];

export interface Me {
  id: string;
  login: string;
  roles: Role[];
  relying_party: { id: string; name: string; logo?: string | null; accent?: string | null };
  ends_at: string;
  idle_seconds: number;
}

export interface Enrolment {
  secret: string;
  uri: string;
}

export type Barred = 'decided_before' | 'first_reviewer' | 'needs_lead' | 'role';

export interface CaseRow {
  id: string;
  kind: Kind;
  stage: Stage;
  mode: Mode;
  receipt: string | null;
  session: string;
  families: string[];
  opened_at: string;
  /** `null` while the clock stands still. */
  due_at: string | null;
  paused: boolean;
  at_risk: boolean;
  breached: boolean;
  holder: { login: string; you: boolean; until: string } | null;
  barred: Barred | null;
}

export interface Counts {
  open: number;
  at_risk: number;
  breached: number;
  mine: number;
  waiting: number;
}

export interface CaseList {
  cases: CaseRow[];
  next: string | null;
  counts: Counts;
}

export interface Words {
  title: string;
  saw: string;
  need: string;
  do: string;
}

/** A finding as reviewers see it: with its tier and what was measured. */
export interface Told {
  code: string;
  tier: Tier;
  next: string;
  effect: 'refuse' | 'review' | 'hint';
  evidence: string | null;
  value?: string | number | null;
  limit?: string | number | null;
  unit?: string | null;
  direction?: string | null;
  region?: Point[] | null;
  would_pass_if?: Record<string, unknown> | null;
  /** In words, with what was measured: once the case is opened. */
  told?: Words;
}

export type Tier = 'public' | 'softened' | 'internal';
export type Outcome = 'overturn' | 'remit' | 'partial' | 'uphold';
export type ReviewOutcome = 'approved' | 'needs_resubmission' | 'declined';
export type Act = 'take' | 'open' | 'verdict' | 'propose' | 'ask' | 'message' | 'note' | 'decide';

export interface Attempt {
  number: number;
  submitted_at: string;
  decided_at: string | null;
  outcome: string | null;
  /** `null` until the blind verdict is given; so is the outcome. */
  findings: Told[] | null;
  /** When a person decided it, and for which reasons. */
  by_person?: { at: string | null; reasons: string[] } | null;
}

export interface Proposed {
  outcome: Outcome;
  struck: string[];
  reasons: string[];
  by_you: boolean;
}

export interface Case extends CaseRow {
  state: string;
  submitted_at: string | null;
  target_at: string | null;
  closed_at?: string | null;
  applicant: { external_id_masked: string; username_masked?: string | null; created_at: string; sessions: number };
  attempts: Attempt[];
  appeal: {
    id: string;
    explanation_there?: boolean;
    files: number;
    messages: number;
    blind: { outcome: Outcome } | null;
    proposal: Proposed | null;
    second: { outcome: Outcome; by_you: boolean } | null;
    /** Why a second reviewer is asked. */
    second_why?: string | null;
  } | null;
  timeline: { at: string; what: string; who: string; note?: string | null }[];
  opened: boolean;
  may: Act[];
}

export type Purpose = 'decide' | 'question' | 'audit' | 'quality';

export interface Claim {
  family_name: string;
  given_names: string;
  native_name?: string | null;
  birth_date: string;
  birth_country: string;
  nationality: string;
  sex?: string | null;
  address?: string | null;
  expiry_date?: string | null;
  document: { type: string; number: string; issuing_country: string };
}

export interface Statement {
  username: string;
  date: string;
  purpose: string;
  purpose_other: string;
  code: string;
  code_expires_at: string;
}

export type EvidenceKind = 'front' | 'back' | 'selfie' | 'liveness' | 'held' | 'statement' | 'extra';
export interface Evidence {
  id: string;
  kind: EvidenceKind;
  attempt: number | null;
  of: 'attempt' | 'appeal';
  size: number;
  at: string;
  image: boolean;
  frames?: number | null;
}

export interface Letter {
  kind: 'same' | 'missing' | 'extra' | 'other';
  claim: string;
  document: string;
}

export interface Field {
  name: string;
  claim: string | null;
  printed: string | null;
  zone: string | null;
  same: boolean | null;
  diff: Letter[] | null;
  evidence?: string | null;
  region?: Point[] | null;
  /** Whether there is a picture of its place. */
  crop?: boolean;
}

export interface Said {
  id: string;
  /** `applicant`, or the login of whoever wrote. */
  from: string;
  text: string;
  at: string;
}

export interface Hinted {
  evidence: string;
  findings: Told[];
}

export interface Opened {
  claim: Claim | null;
  username: string | null;
  external_id: string;
  contact: { kind: string; masked: string }[];
  statement: Statement | null;
  explanation: string | null;
  messages: Said[];
  notes: { by: string; text: string; at: string }[];
  evidence: Evidence[];
  fields: Field[];
  /** Of the applicant's own check before the appeal was submitted: by file, or all together. */
  hints: (Hinted | Told)[] | null;
}

export interface Reason {
  code: string;
  family: string;
  tier: Tier;
  title: { en: string; 'zh-CN': string };
  core: boolean;
}

export interface Letters {
  title: string;
  lead: string;
  findings: Words[];
  /** What the applicant reads as struck. */
  struck?: Words[];
  /** Where else one can turn. */
  redress?: string | null;
  message: string | null;
}
/** What the applicant will read, in each language. */
export type Preview = Record<'en' | 'zh-CN', Letters>;

export type SearchBy = 'receipt' | 'session' | 'external_id' | 'number';
export interface Found {
  session: string;
  external_id_masked: string;
  state: string;
  created_at: string;
  case: string | null;
  receipt: string | null;
}

export interface Dashboard {
  open: number;
  oldest_hours: number | null;
  at_risk: number;
  breached: number;
  waiting: number;
  decided: number;
  within_target: number;
  within_promise: number;
  late: number;
  median_hours: number | null;
  rules: { code: string; decided: number; overturned: number; rate: number | null }[];
  agreement: { pairs: number; agreed: number; rate: number | null };
  days: { date: string; opened: number; decided: number; late: number }[];
  reviewers: { login: string; decided: number; agreed: number; pairs: number }[];
}

export interface Endpoint {
  id: string;
  url: string;
  mode: Mode;
  kinds: string[];
  failing_since: string | null;
  disabled_at: string | null;
}

export interface Delivery {
  id: string;
  kind: string | null;
  state: 'waiting' | 'delivered' | 'failed' | (string & {});
  tries: number;
  last_answer: string | number | null;
  created_at: string;
  settled_at: string | null;
}

/** A value of a policy, as the server writes it. */
export type PolicyValue = string | number | boolean | null | object;
export interface Policy {
  /** What the relying party wrote; nothing where it uses what is usual. */
  policy: string | null;
  /** Every key with its value. */
  whole?: string;
  hash: string;
  differences: { key: string; usual: PolicyValue; here: PolicyValue }[];
}
export interface Changed {
  session: string;
  attempt: number;
  before?: string;
  after?: string;
  /** As the relying party's API calls the two. */
  outcome?: string;
  would_be?: string;
  rule: string | null;
}
export interface DryRun {
  hash: string;
  differences: { key: string; here: PolicyValue; there: PolicyValue }[];
  tried: number;
  /** Attempts that could not be tried: what they were decided by is deleted. */
  left_out?: number;
  changed: Changed[];
}

export interface User {
  id: string;
  login: string;
  roles: Role[];
  created_at: string;
  disabled_at: string | null;
  second_factor: boolean;
  locked: boolean;
}

export interface Entry {
  number: number;
  at: string;
  actor: string;
  action: string;
  subject: string | null;
  network: string | null;
}
