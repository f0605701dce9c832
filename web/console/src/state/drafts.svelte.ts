// What was begun about a case and not sent yet. Kept while the page is open, for whoever wrote it: losing a lease or signing in anew costs no words, and nobody else sees them.
import type { Outcome, ReviewOutcome } from '../api/types';

export interface Draft {
  verdict: Outcome | null;
  verdictStruck: string[];
  verdictNote: string;
  outcome: Outcome | ReviewOutcome | null;
  struck: string[];
  /** Whether reasons were chosen by hand; before that they follow the outcome. */
  chosen: boolean;
  reasons: string[];
  message: string;
  note: string;
  /** What is begun beside the decision, by kind. */
  words: Record<'ask' | 'messages' | 'notes', string>;
}

const kept = new Map<string, Draft>();
let owner: string | null = null;

/** From now on drafts are that person's; whatever is another's is gone. */
export function belongTo(user: string | null) {
  if (user !== owner) kept.clear();
  owner = user;
}

export function draftOf(id: string): Draft {
  const found = kept.get(id);
  if (found) return found;
  const made = $state<Draft>({ verdict: null, verdictStruck: [], verdictNote: '', outcome: null, struck: [], chosen: false, reasons: [], message: '', note: '', words: { ask: '', messages: '', notes: '' } });
  kept.set(id, made);
  return made;
}

export const forget = (id: string) => kept.delete(id);

// Browsers ask before the page is closed over something that was written.
addEventListener('beforeunload', (event) => {
  const begun = [...kept.values()].some((draft) => [draft.verdictNote, draft.message, draft.note, ...Object.values(draft.words)].some((text) => text.trim() !== ''));
  if (begun) event.preventDefault();
});
