// What the applicant will read, asked of the server whenever the decision changes.
import { ask, at, type Problem } from '../api/client.svelte';
import { asProblem } from '../api/loaded.svelte';
import type { Preview } from '../api/types';

const PAUSE = 350;
export interface Letter {
  preview: Preview | null;
  problem: Problem | null;
  busy: boolean;
}

export function letterOf(body: () => { case: string; outcome: string | null; reasons: string[]; struck: string[]; message: string }): Letter {
  const letter = $state<Letter>({ preview: null, problem: null, busy: false });
  $effect(() => {
    const { outcome, message, ...rest } = body();
    if (!outcome) return void (letter.preview = null);
    const wanted = { outcome, ...rest, ...(message ? { message } : {}) };
    const stop = new AbortController();
    letter.busy = true;
    const soon = setTimeout(() => {
      ask<Preview>('POST', at('preview'), wanted, { signal: stop.signal }).then(
        (preview) => Object.assign(letter, { preview, problem: null, busy: false }),
        (cause: unknown) => {
          if (!stop.signal.aborted) Object.assign(letter, { problem: asProblem(cause), busy: false });
        },
      );
    }, PAUSE);
    return () => {
      clearTimeout(soon);
      stop.abort();
    };
  });
  return letter;
}
