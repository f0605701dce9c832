// The sentences of the pages, as the pages have them.
import { FluentBundle, FluentResource, type FluentVariable } from '@fluent/bundle';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './house.ts';

export const LANGUAGES = ['en', 'zh-CN'] as const;
export type Language = (typeof LANGUAGES)[number];

const bundles = new Map<string, FluentBundle>();
function bundle(language: Language, files: readonly string[]): FluentBundle {
  const key = [language, ...files].join();
  const kept = bundles.get(key);
  if (kept) return kept;
  const made = new FluentBundle(language, { useIsolating: false });
  for (const file of files) made.addResource(new FluentResource(readFileSync(join(ROOT, 'texts', language, `${file}.ftl`), 'utf8')));
  bundles.set(key, made);
  return made;
}

/** The sentence of that name, of the applicant's pages or of others. */
export function said(language: Language, name: string, values?: Record<string, FluentVariable>, files: readonly string[] = ['apply', 'capture', 'appeal']): string {
  const message = bundle(language, files).getMessage(name);
  if (!message?.value) throw new Error(`no text ${name} in ${language}`);
  return bundle(language, files).formatPattern(message.value, values ?? {});
}
