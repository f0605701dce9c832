// What a decision is made of: pure, so that it can be tried by itself.
import type { Outcome, ReviewOutcome, Told } from '../api/types';

export type Any = Outcome | ReviewOutcome;

/** The codes that stood in the way. */
export const refusing = (findings: readonly Told[]): string[] => [...new Set(findings.filter(({ effect }) => effect !== 'hint').map(({ code }) => code))];

/** What is struck by name: only where part of a refusal falls. Where all of it does, nothing is named. */
export function struckBy(outcome: Any | null, chosen: readonly string[], findings: readonly Told[]): string[] {
  return outcome === 'partial' ? refusing(findings).filter((code) => chosen.includes(code)) : [];
}

/** The reasons that an outcome begins with: those that stand. */
export function standing(outcome: Any | null, struck: readonly string[], findings: readonly Told[]): string[] {
  if (outcome !== 'uphold' && outcome !== 'partial' && outcome !== 'declined' && outcome !== 'needs_resubmission') return [];
  return refusing(findings).filter((code) => outcome === 'uphold' || !struck.includes(code));
}

export type Lack = 'outcome' | 'struck' | 'all-struck' | 'reasons';

/** What a decision lacks before it can be sent. */
export function lacking(outcome: Any | null, struck: readonly string[], reasons: readonly string[], findings: readonly Told[]): Lack | null {
  if (!outcome) return 'outcome';
  if (outcome === 'partial' && struck.length === 0) return 'struck';
  if (outcome === 'partial' && struck.length === refusing(findings).length) return 'all-struck';
  if (['uphold', 'partial', 'declined', 'needs_resubmission'].includes(outcome) && reasons.length === 0) return 'reasons';
  return null;
}
