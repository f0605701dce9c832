// The sentences of the pages, as the pages have them.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './house.ts';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

const bundles = new Map<Language, FluentBundle>();
function bundle(language: Language): FluentBundle {
  const kept = bundles.get(language);
  if (kept) return kept;
  const made = new FluentBundle(language, { useIsolating: false });
  for (const file of ['apply', 'capture', 'appeal']) made.addResource(new FluentResource(readFileSync(join(ROOT, 'texts', language, `${file}.ftl`), 'utf8')));
  bundles.set(language, made);
  return made;
}

/** The sentence of that name. */
export function said(language: Language, name: string, values?: Record<string, FluentVariable>): string {
  const message = bundle(language).getMessage(name);
  if (!message?.value) throw new Error(`no text ${name} in ${language}`);
  return bundle(language).formatPattern(message.value, values ?? {});
}
