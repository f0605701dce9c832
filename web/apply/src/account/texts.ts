// What the pages of accounts say, from texts/<language>/account.ftl.
import chinese from '../../../../texts/zh-CN/account.ftl?url';
import english from '../../../../texts/en/account.ftl?url';
import { first, isLanguage, language, preferred, speak, type Language } from '../texts/speech.svelte';
import type { Told } from './api';

export * from '../texts/speech.svelte';

first('account', { en: english, 'zh-CN': chinese });
const KEPT = 'candor.language';

/** Speaks the language that was chosen here before; else the one that the browser asks for. */
export async function begin(): Promise<void> {
  const chosen = localStorage.getItem(KEPT) ?? '';
  await speak(isLanguage(chosen) ? chosen : preferred());
}
export async function change(wanted: Language): Promise<void> {
  localStorage.setItem(KEPT, wanted);
  await speak(wanted);
}
/** What was written in both languages, in this one. */
export const said = (told: Told): string => told[language()] || told.en || told['zh-CN'] || '';
