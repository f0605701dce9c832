import type { Letter } from '../api/types';

/** One letter a cell: runs of several letters are taken apart, so that both lines stand letter under letter. */
export function spelt(letters: readonly Letter[]): Letter[] {
  return letters.flatMap((run) => {
    const [claim, document] = [[...run.claim], [...run.document]];
    return Array.from({ length: Math.max(claim.length, document.length) }, (_, index): Letter => ({ kind: run.kind, claim: claim[index] ?? '', document: document[index] ?? '' }));
  });
}

/** Both texts whole again. */
export const whole = (cells: readonly Letter[]) => ({ claim: cells.map(({ claim }) => claim).join(''), document: cells.map(({ document }) => document).join('') });
