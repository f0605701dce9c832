// Every sentence, from texts/<language>/apply.ftl, the folder that the server uses too.
import chinese from '../../../../texts/zh-CN/apply.ftl?url';
import chineseAppeal from '../../../../texts/zh-CN/appeal.ftl?url';
import chineseCapture from '../../../../texts/zh-CN/capture.ftl?url';
import english from '../../../../texts/en/apply.ftl?url';
import englishAppeal from '../../../../texts/en/appeal.ftl?url';
import englishCapture from '../../../../texts/en/capture.ftl?url';
import { first, learn, type Language } from './speech.svelte';

export * from './speech.svelte';

const PLACES = {
  apply: { en: english, 'zh-CN': chinese },
  capture: { en: englishCapture, 'zh-CN': chineseCapture },
  appeal: { en: englishAppeal, 'zh-CN': chineseAppeal },
} satisfies Record<string, Record<Language, string>>;
type Part = keyof typeof PLACES;
first('apply', PLACES.apply);

/** Speaks that part too, from now on and in every language. */
export const also = (part: Part): Promise<void> => learn(part, PLACES[part]);
