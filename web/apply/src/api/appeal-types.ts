// Shapes of the appeal's part of the API, by hand until docs/openapi.json has them.

export type AppealState = 'drafting' | 'submitted' | 'queued' | 'assigned' | 'under_review' | 'info_requested' | 'proposed' | 'second_review' | 'lead_review' | 'decided' | 'closed' | 'withdrawn' | 'lapsed';
export type FileKind = 'held' | 'statement' | 'extra';
export type ContactKind = 'email' | 'phone';
export type AppealOutcome = 'overturned' | 'remitted' | 'partial' | 'upheld';

/** What the session says of an appeal. A server that is older leaves the last two out. */
export interface AppealTeaser {
  possible: boolean;
  until?: string | null;
  open?: { id: string; state: AppealState; receipt: string | null; due_at: string | null } | null;
  why_not?: string | null;
}

/** A file that belongs to an appeal. */
export interface AppealFile {
  id: string;
  kind: FileKind;
  size: number;
  received: number;
  /** Of the last look at it, each to be told by `told`; `null` before there was one. */
  hints: unknown[] | null;
}

export interface AppealDecision {
  outcome: AppealOutcome;
  decided_at: string;
  message: string | null;
  findings: unknown[];
  /** Codes of the reasons that fell. */
  struck: string[];
  redress: string | null;
}

export interface Appeal {
  id: string;
  state: AppealState;
  receipt: string | null;
  submitted_at: string | null;
  /** What is promised; `null` while the clock stands still. */
  due_at: string | null;
  /** What is meant to be reached. */
  target_at: string | null;
  clock: 'stopped' | 'running' | 'paused';
  at_risk: boolean;
  breached: boolean;
  contact: { kind: ContactKind | null; masked: string | null; proven: boolean; code_sent: boolean; code_expires_at: string | null; kinds: ContactKind[] };
  statement: { username: string; date: string; purpose: string; purpose_other: string; code: string; code_expires_at: string };
  explanation: string;
  files: AppealFile[];
  missing: string[];
  most_files: number;
  asked: { text: string; until: string } | null;
  messages: { id: string; from: 'you' | 'reviewer'; text: string; at: string }[];
  decision: AppealDecision | null;
  evidence_until: string | null;
  evidence_deleted_at: string | null;
}

/** The newest appeal, and whether one can be begun. */
export interface AppealPage {
  possible: boolean;
  until: string | null;
  why_not: string | null;
  appeal: Appeal | null;
}
