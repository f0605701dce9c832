// What a decision is made of: pure, so that it can be tried by itself.
import type { Attempt, Case, Outcome, ReviewOutcome } from '../api/types';

export type Any = Outcome | ReviewOutcome;

/** The attempt that is decided on: the newest that was decided before and shows what was found. */
export const about = ({ attempts }: Pick<Case, 'attempts'>): Attempt | null => attempts.toSorted((one, other) => other.number - one.number).find(({ findings, decided_at }) => findings && decided_at) ?? null;

/** The codes that an attempt was refused for: those that a person named, where one decided; else those that refuse, or what sent it to a person where none does. */
export function groundsOf(attempt: Pick<Attempt, 'findings' | 'by_person'> | null): string[] {
  const named = attempt?.by_person?.reasons ?? [];
  if (named.length > 0) return [...named];
  const having = (wanted: 'refuse' | 'review') => [...new Set(attempt?.findings?.filter(({ effect }) => effect === wanted).map(({ code }) => code))];
  const refusing = having('refuse');
  return refusing.length > 0 ? refusing : having('review');
}

/** What is struck by name: only where part of a refusal falls. Where all of it does, nothing is named. */
export function struckBy(outcome: Any | null, chosen: readonly string[], grounds: readonly string[]): string[] {
  return outcome === 'partial' ? grounds.filter((code) => chosen.includes(code)) : [];
}

/** Outcomes with which the applicant is told what to mend, or why. */
const REASONED: readonly Any[] = ['uphold', 'partial', 'remit', 'declined', 'needs_resubmission'];

/** The reasons that an outcome begins with: those that stand. */
export function standing(outcome: Any | null, struck: readonly string[], grounds: readonly string[]): string[] {
  return outcome && REASONED.includes(outcome) ? grounds.filter((code) => !struck.includes(code)) : [];
}

export type Lack = 'outcome' | 'struck' | 'all-struck' | 'reasons';

/** What a decision lacks before it can be sent. */
export function lacking(outcome: Any | null, struck: readonly string[], reasons: readonly string[], grounds: readonly string[]): Lack | null {
  if (!outcome) return 'outcome';
  if (outcome === 'partial' && struck.length === 0) return 'struck';
  if (outcome === 'partial' && struck.length === grounds.length) return 'all-struck';
  if (REASONED.includes(outcome) && reasons.length === 0) return 'reasons';
  return null;
}

const DECIDED = ['decided', 'closed', 'approved', 'declined', 'needs_resubmission'];

/** What is said where nothing is left to do: how it ended, or who goes on with it. */
export function ending({ kind, state, stage, paused, closed_at }: Pick<Case, 'kind' | 'state' | 'stage' | 'paused' | 'closed_at'>): { title: string; what: string } {
  // The session of a refusal that is judged again was decided long before.
  if (kind === 'again') return closed_at ? { title: 'beside-done-title', what: 'beside-done-again' } : { title: 'beside-rest-title', what: 'beside-rest' };
  if (state === 'withdrawn') return { title: 'beside-over-title', what: 'beside-withdrawn' };
  if (state === 'lapsed') return { title: 'beside-over-title', what: 'beside-lapsed' };
  if (DECIDED.includes(state)) return { title: 'beside-done-title', what: 'beside-done' };
  return { title: 'beside-rest-title', what: paused ? 'beside-paused' : stage === 'second' ? 'beside-second' : stage === 'lead' ? 'beside-lead' : 'beside-rest' };
}
