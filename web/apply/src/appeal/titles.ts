import type { AppealOutcome, AppealState } from '../api/appeal';

/** What the page of an appeal is called as it stands. */
export function titleOf(state: AppealState | null, outcome: AppealOutcome | null): string {
  switch (state) {
    case null:
      return 'appeal-begin-title';
    case 'drafting':
      return 'appeal-draft-title';
    case 'info_requested':
      return 'appeal-asked-title';
    case 'second_review':
    case 'lead_review':
      return 'appeal-second-title';
    case 'decided':
    case 'closed':
      return outcome ? `appeal-outcome-${outcome}` : 'appeal-decided-title';
    case 'withdrawn':
      return 'appeal-withdrawn-title';
    case 'lapsed':
      return 'appeal-lapsed-title';
    case 'assigned':
    case 'under_review':
    case 'proposed':
      return 'appeal-looked-title';
    default:
      return 'appeal-waits-title';
  }
}
