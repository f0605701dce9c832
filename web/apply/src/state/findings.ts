// Findings, wherever they come from: the device, the precheck, a decision.
import type { Finding, Place, Point } from '../api/types';
import { entered, type Draft, type Field } from './claim';
import type { Page } from './flow.svelte';

const PLACES: readonly string[] = ['front', 'back', 'selfie', 'liveness', 'claim'];
const EFFECTS: readonly string[] = ['refuse', 'review', 'hint'];

type Loose = Record<string, unknown>;
const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const object = (value: unknown): Loose => (value && typeof value === 'object' ? (value as Loose) : {});

/** A finding of the server. What a newer server adds, or leaves out, does not matter. */
export function told(raw: unknown, locale: string): Finding {
  const finding = object(raw);
  const all = object(finding.told);
  const words: Loose = Object.keys(all).length > 0 ? { ...all, ...object(all[locale]) } : finding;
  const region = finding.region;
  return {
    code: text(finding.code),
    evidence: (PLACES.includes(text(finding.evidence)) ? finding.evidence : 'claim') as Place,
    effect: (EFFECTS.includes(text(finding.effect)) ? finding.effect : 'review') as Finding['effect'],
    title: text(words.title) || text(finding.code),
    saw: text(words.saw),
    need: text(words.need),
    do: text(words.do) || text(words.remedy),
    value: (finding.value ?? null) as string | number | null,
    limit: (finding.limit ?? null) as string | number | null,
    unit: text(finding.unit) || null,
    region: Array.isArray(region) ? (region as Point[]) : null,
    would_pass_if: finding.would_pass_if ? object(finding.would_pass_if) : null,
  };
}

/** Each cause once, what is to be mended first. */
export function sorted(findings: readonly Finding[]): Finding[] {
  const once = new Map(findings.toReversed().map((finding) => [`${finding.code} ${finding.evidence}`, finding]));
  return [...once.values()].reverse().toSorted((one, other) => EFFECTS.indexOf(one.effect) - EFFECTS.indexOf(other.effect));
}

const FIELD_OF: Record<string, Field> = {
  'data.name_char_diff': 'family_name',
  'data.name_pinyin_diff': 'family_name',
  'data.name_order': 'family_name',
  'data.name_script': 'family_name',
  'data.dob_mismatch': 'birth_date',
  'data.number_mismatch': 'number',
  'doc.number_format': 'number',
  'doc.number_checksum': 'number',
  'data.birth_country_mismatch': 'birth_country',
  'data.expiry_mismatch': 'expires',
  'doc.type_mismatch': 'type',
  'doc.type_not_accepted': 'type',
  'doc.country_mismatch': 'issuing_country',
  'doc.country_not_accepted': 'issuing_country',
};

/** The field of the form that a finding is about. */
export const fieldOf = (finding: Finding): Field | null => FIELD_OF[finding.code] ?? null;

/** The page where a finding is mended. */
export function pageOf(finding: Finding): Page {
  if (finding.code.startsWith('live.')) return 'liveness';
  if (finding.evidence === 'selfie') return 'face';
  return finding.evidence === 'claim' ? 'you' : finding.evidence;
}

/** A change that mends a finding at once. */
export interface Mend {
  field: Field;
  /** What is changed, as a message. */
  what: string;
  /** The two names change places. */
  swap: boolean;
  before: string;
  after: string;
  draft: Draft;
}

const COUNTRY = /^[A-Z]{3}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const LATIN = /\p{Script=Latin}/u;

/** The ways to mend a finding by one change of what was typed: what the document says is taken over, never more. */
export const mends = (finding: Finding, draft: Draft, types: readonly string[]): Mend[] => changes(finding, draft, types).filter(({ before, after }) => before !== after);

function changes(finding: Finding, draft: Draft, types: readonly string[]): Mend[] {
  const says = text(object(finding.would_pass_if).claim_says);
  const [family, given] = [entered(draft, 'family_name'), entered(draft, 'given_names')];
  if (finding.code === 'data.name_order' && family && given) {
    return [{ field: 'family_name', what: 'field-name', swap: true, before: `${family}, ${given}`, after: `${given}, ${family}`, draft: { ...draft, family_name: given, given_names: family } }];
  }
  if (!says) return [];
  const set = (field: Field, changed: Draft): Mend => ({ field, what: `field-${field}`, swap: false, before: entered(draft, field), after: says, draft: changed });
  const document = (part: Partial<NonNullable<Draft['document']>>): Draft => ({ ...draft, document: { ...draft.document, ...part } as NonNullable<Draft['document']> });
  switch (finding.code) {
    case 'doc.type_mismatch':
      return types.includes(says) ? [set('type', document({ type: says }))] : [];
    case 'data.number_mismatch':
    case 'doc.number_checksum':
      return [set('number', document({ number: says }))];
    case 'data.dob_mismatch':
      return DATE.test(says) ? [set('birth_date', { ...draft, birth_date: says })] : [];
    case 'data.expiry_mismatch':
      return DATE.test(says) ? [set('expires', document({ expires: says }))] : [];
    case 'data.birth_country_mismatch':
      return COUNTRY.test(says) ? [set('birth_country', { ...draft, birth_country: says })] : [];
    case 'doc.country_mismatch': {
      // The same reason stands for the country of issue and for nationality: what was typed tells which.
      const fields = (['issuing_country', 'nationality'] as const).filter((field) => entered(draft, field) === finding.limit && COUNTRY.test(says));
      return fields.map((field) => set(field, field === 'nationality' ? { ...draft, nationality: says } : document({ issuing_country: says })));
    }
    case 'data.name_char_diff':
    case 'data.name_script':
      return named(says, draft, set);
    default:
      return [];
  }
}

function named(says: string, draft: Draft, set: (field: Field, draft: Draft) => Mend): Mend[] {
  const [family, given] = [entered(draft, 'family_name'), entered(draft, 'given_names')];
  const [first, rest] = says.split(/,\s*/, 2);
  if (rest !== undefined) {
    return [{ ...set('family_name', { ...draft, family_name: first ?? '', given_names: rest }), what: 'field-name', before: `${family}, ${given}` }];
  }
  if (!LATIN.test(says)) return [set('native_name', { ...draft, native_name: says })];
  // One name, where one was typed; of two, nobody knows which part is which.
  return given === '' ? [set('family_name', { ...draft, family_name: says })] : [];
}
