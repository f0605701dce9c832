import type { CaseRow } from '../api/types';
import type { Shot } from './looking.svelte';
import { t } from '../texts/texts';

/** What an image of the evidence is called. */
export function evidenceName({ evidence, frame }: Shot): string {
  const name = t(`evidence-${evidence.kind}`);
  const framed = frame !== null && (evidence.frames ?? 0) > 1 ? t('evidence-frame', { name, frame: frame + 1 }) : name;
  return evidence.of === 'attempt' && evidence.attempt !== null ? t('evidence-of', { name: framed, attempt: evidence.attempt }) : framed;
}

/** What people call a case: its receipt, or the beginning of its number where it has none. */
export const nameOf = ({ receipt, id }: Pick<CaseRow, 'receipt' | 'id'>): string => receipt ?? id.replace(/^cas_/, '').slice(0, 8);
