// What is said, in the language of the page. The texts of a product's pages come in parts, each a Fluent file in every language.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';

export type Language = 'en' | 'zh-CN';
export const LANGUAGES: Record<Language, string> = { en: 'English', 'zh-CN': '简体中文' };
/** Where a part of the texts is, in each language. */
export type Places = Record<Language, string>;
/** What is spoken; more parts come with the pages that need them. */
const parts = new Map<string, Places>();

const current = $state<{ language: Language; bundle: FluentBundle | null }>({ language: 'en', bundle: null });

/** The language of the page, as BCP 47. */
export const language = () => current.language;

/** The language that the browser asks for. */
export const preferred = (): Language => (navigator.languages.find((tag) => /^(zh|en)/i.test(tag))?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en');

export const isLanguage = (tag: string): tag is Language => tag in LANGUAGES;

async function read(places: Places, wanted: Language): Promise<FluentResource> {
  const answer = await fetch(places[wanted]);
  if (!answer.ok) throw new Error(`texts of ${wanted}: ${answer.status}`);
  return new FluentResource(await answer.text());
}

/** Loads the texts of a language and speaks it from then on. */
export async function speak(wanted: Language): Promise<void> {
  const bundle = new FluentBundle(wanted, { useIsolating: false });
  for (const resource of await Promise.all([...parts.values()].map((places) => read(places, wanted)))) bundle.addResource(resource);
  Object.assign(current, { language: wanted, bundle });
  document.documentElement.lang = wanted;
}

/** The part that every page needs: said before the first `speak`. */
export const first = (part: string, places: Places) => parts.set(part, places);

/** Speaks that part too, from now on and in every language. */
export async function learn(part: string, places: Places): Promise<void> {
  if (parts.has(part)) return;
  parts.set(part, places);
  await speak(current.language).catch((cause: unknown) => {
    parts.delete(part);
    throw cause;
  });
}

/** The sentence of that name. Its name where there is none: a test sees to it that there always is. */
export function t(name: string, values?: Record<string, FluentVariable>): string {
  const message = current.bundle?.getMessage(name);
  return message?.value && current.bundle ? current.bundle.formatPattern(message.value, values) : name;
}

/** Whether there is a sentence of that name. */
export const hasText = (name: string): boolean => current.bundle?.hasMessage(name) ?? false;

/** The language with the region that the browser asks for: days are written in another order in Britain than in America. */
export const regional = (): string => (current.language === 'en' ? (navigator.languages.find((tag) => tag.startsWith('en-')) ?? 'en') : current.language);

/** The parts of a day, in the order in which they are said here. */
export const dayOrder = () =>
  new Intl.DateTimeFormat(regional(), { year: 'numeric', month: 'long', day: 'numeric' })
    .formatToParts(new Date(2000, 0, 1))
    .map(({ type }) => type)
    .filter((type) => type === 'year' || type === 'month' || type === 'day');

/** A day, as the applicant's language writes it. `text` is `YYYY-MM-DD` or RFC 3339. */
export function day(text: string): string {
  const date = new Date(text.length === 10 ? `${text}T12:00:00` : text);
  return Number.isNaN(date.getTime()) ? text : new Intl.DateTimeFormat(regional(), { dateStyle: 'long' }).format(date);
}

/** A day and a time in the applicant's own time zone. */
export function moment(text: string): string {
  const date = new Date(text);
  return Number.isNaN(date.getTime()) ? text : new Intl.DateTimeFormat(regional(), { dateStyle: 'long', timeStyle: 'short' }).format(date);
}

/** A size, in kilobytes or megabytes. */
export function size(bytes: number): string {
  const [value, unit] = bytes < 1_000_000 ? [bytes / 1000, 'kilobyte'] : [bytes / 1_000_000, 'megabyte'];
  return new Intl.NumberFormat(current.language, { style: 'unit', unit, maximumFractionDigits: value < 10 ? 1 : 0 }).format(value);
}

/** The time of day of milliseconds since 1970. */
export const clockTime = (at: number): string => new Intl.DateTimeFormat(regional(), { timeStyle: 'short' }).format(at);

const SPANS = [['day', 86_400_000], ['hour', 3_600_000], ['minute', 60_000]] as const;
/** How far off a time is, in words: `in 3 hours`. */
export function away(text: string, now: number): string {
  const ms = new Date(text).getTime() - now;
  const [unit, span] = SPANS.find(([, span]) => Math.abs(ms) >= span) ?? ['minute', 60_000];
  return new Intl.RelativeTimeFormat(current.language, { numeric: 'auto' }).format(Math.round(ms / span), unit);
}

/** Some things in a row: `a, b or c`. */
export const listed = (things: readonly string[], kind: 'conjunction' | 'disjunction'): string => new Intl.ListFormat(current.language, { type: kind }).format(things);
