// The registry of reasons, asked for once.
import { ask, at } from '../api/client.svelte';
import { Loaded } from '../api/loaded.svelte';
import type { Reason } from '../api/types';
import { language } from '../texts/texts';

export const registry = new Loaded(() => ask<{ reasons: Reason[] }>('GET', at('reasons')).then(({ reasons }) => reasons));
export const begin = () => {
  if (!registry.value && !registry.busy) void registry.again();
};

const byCode = $derived(new Map(registry.value?.map((reason) => [reason.code, reason])));
export const reasonOf = (code: string): Reason | undefined => byCode.get(code);
/** A reason's title in the language of the page; its code where it is newer than these pages. */
export const titleOf = (code: string): string => byCode.get(code)?.title[language()] ?? code;
