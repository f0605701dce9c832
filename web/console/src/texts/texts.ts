// Every sentence of the console, from texts/<language>/console.ftl.
import chinese from '../../../../texts/zh-CN/console.ftl?url';
import english from '../../../../texts/en/console.ftl?url';
import { first, hasText, isLanguage, language, preferred, speak, t, type Language } from '@apply/texts/speech.svelte';

export * from '@apply/texts/speech.svelte';

first('console', { en: english, 'zh-CN': chinese });

const KEPT = 'console-language';

/** Speaks the language that was chosen before on this device, else the one that the browser asks for. */
export const begin = () => {
  const kept = localStorage.getItem(KEPT) ?? '';
  return speak(isLanguage(kept) ? kept : preferred());
};

export async function change(wanted: Language): Promise<void> {
  await speak(wanted);
  localStorage.setItem(KEPT, wanted);
}

/** The sentence of that name, or `otherwise` where the server names something newer than these pages. */
export const known = (name: string, otherwise: string): string => (hasText(name) ? t(name) : otherwise);

/** What a code is called in the names of the texts. */
export const named = (code: string): string => code.replaceAll('.', '-');

/** A day and a time, short enough for a table. */
export function brief(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  const thisYear = date.getFullYear() === new Date().getFullYear();
  return new Intl.DateTimeFormat(language(), { month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit', ...(thisYear ? {} : { year: 'numeric' }) }).format(date);
}

/** A share, as a percentage. */
export const percent = (share: number): string => new Intl.NumberFormat(language(), { style: 'percent', maximumFractionDigits: share > 0 && share < 0.1 ? 1 : 0 }).format(share);

export const number = (value: number): string => new Intl.NumberFormat(language(), { maximumFractionDigits: 1 }).format(value);
