// What was typed: whether it is whole, and how its parts are changed.
import type { Claim } from '../api/types';

export type Draft = Partial<Claim>;
type Document = Claim['document'];

/** The names of the form's fields, in their order. */
export const FIELDS = ['type', 'issuing_country', 'number', 'expires', 'family_name', 'given_names', 'native_name', 'birth_date', 'birth_country', 'nationality'] as const;
export type Field = (typeof FIELDS)[number];
const OF_DOCUMENT = ['type', 'number', 'issuing_country', 'expires'] as const;

const ofDocument = (field: Field): field is (typeof OF_DOCUMENT)[number] => (OF_DOCUMENT as readonly string[]).includes(field);

export const entered = (draft: Draft, field: Field): string => (ofDocument(field) ? draft.document?.[field] : draft[field]) ?? '';

/** The draft with one field changed. What is empty and need not be there is left out. */
export function changed(draft: Draft, field: Field, value: string): Draft {
  if (!ofDocument(field)) {
    const { [field]: _, ...others } = draft;
    return value === '' && field === 'native_name' ? others : { ...draft, [field]: value };
  }
  const document: Partial<Document> = { ...draft.document, [field]: value };
  if (document.expires === '') delete document.expires;
  return { ...draft, document: document as Document };
}

/** `YYYY-MM-DD` of a day that there is; month and day may be `XX` where the document leaves them out. */
export function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d{2}|XX)-(\d{2}|XX)$/.exec(text);
  if (!parts) return false;
  const [year, month, date] = parts.slice(1);
  if (month === 'XX') return date === 'XX';
  const day = new Date(`${year}-${month}-${date === 'XX' ? '01' : date}T12:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.getUTCMonth() + 1 === Number(month);
}

/** The fields that are missing or cannot be meant, with the message that says so. */
export function amiss(draft: Draft, today: string): Partial<Record<Field, string>> {
  const faults: Partial<Record<Field, string>> = {};
  if (!entered(draft, 'family_name').trim() && !entered(draft, 'given_names').trim()) faults.family_name = 'you-needs-name';
  for (const field of ['type', 'number'] as const) if (!entered(draft, field).trim()) faults[field] = `you-needs-${field}`;
  for (const field of ['birth_country', 'nationality', 'issuing_country'] as const) if (!/^[A-Z]{3}$/.test(entered(draft, field))) faults[field] = 'you-needs-country';
  const birth = entered(draft, 'birth_date');
  if (!isDate(birth)) faults.birth_date = birth ? 'you-no-such-day' : 'you-needs-birth';
  else if (birth.replaceAll('XX', '01') > today) faults.birth_date = 'you-birth-in-future';
  const expires = entered(draft, 'expires');
  if (expires && !isDate(expires)) faults.expires = 'you-no-such-day';
  return faults;
}

/** What is sent: without spaces around, and without what is empty. */
export function tidy(draft: Draft): Draft {
  const trimmed = (value: unknown): unknown => {
    if (typeof value === 'string') return value.trim();
    if (value && typeof value === 'object') return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, trimmed(part)]));
    return value;
  };
  return trimmed(draft) as Draft;
}
