// Shapes of the appeal's part of the API: those of docs/openapi.json, with the words that it only describes.
import type { components } from './schema';

type Schemas = components['schemas'];
type Narrowed<Of, By> = Omit<Of, keyof By> & By;

export type AppealState = 'drafting' | 'submitted' | 'queued' | 'assigned' | 'under_review' | 'info_requested' | 'proposed' | 'second_review' | 'lead_review' | 'decided' | 'closed' | 'withdrawn' | 'lapsed';
export type FileKind = 'held' | 'statement' | 'extra';
export type ContactKind = 'email' | 'phone';
export type AppealOutcome = 'overturned' | 'remitted' | 'partial' | 'upheld';

/** What the session says of an appeal. */
export type AppealTeaser = Narrowed<Schemas['AppealView'], { open?: Narrowed<Schemas['OpenAppeal'], { state: AppealState }> | null }>;

/** A file that belongs to an appeal. Its hints are each to be told by `told`; there are none before the last look at it. */
export type AppealFile = Narrowed<Schemas['AppealFile'], { kind: FileKind; old_code?: boolean; hints?: unknown[] | null }>;

export interface AppealDecision {
  outcome: AppealOutcome;
  decided_at: string;
  message: string | null;
  findings: unknown[];
  /** Codes of the reasons that fell. */
  struck: { code: string; title: string }[];
  redress: string | null;
}

export type Appeal = Narrowed<
  Schemas['ApplicantAppeal'],
  {
    state: AppealState;
    clock: 'stopped' | 'running' | 'paused';
    contact: Narrowed<Schemas['ContactProof'], { kind?: ContactKind | null; kinds: ContactKind[]; only_phone?: boolean }>;
    files: AppealFile[];
    messages: Narrowed<Schemas['MessageView'], { from: 'you' | 'reviewer' }>[];
    decision?: AppealDecision | null;
  }
>;

/** The newest appeal, and whether one can be begun. */
export type AppealPage = Narrowed<Schemas['AppealPage'], { appeal?: Appeal | null }>;
