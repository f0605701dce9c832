import { Problem } from './client.svelte';

/** Something that is asked of the server: what it is, or why it is not there. While it is asked for again, what was there stays. */
export class Loaded<T> {
  value = $state.raw<T | null>(null);
  problem = $state.raw<Problem | null>(null);
  busy = $state(false);
  #asked = 0;

  constructor(readonly fetcher: () => Promise<T>) {}

  /** Asks, and takes the answer unless it was asked again meanwhile. */
  again = async (): Promise<void> => {
    const asked = ++this.#asked;
    this.busy = true;
    try {
      const value = await this.fetcher();
      if (asked === this.#asked) [this.value, this.problem] = [value, null];
    } catch (cause) {
      if (asked === this.#asked) this.problem = asProblem(cause);
    } finally {
      if (asked === this.#asked) this.busy = false;
    }
  };

  /** Forgets what was there, and asks. */
  anew = (): Promise<void> => {
    this.value = null;
    return this.again();
  };
}

export const asProblem = (cause: unknown): Problem => (cause instanceof Problem ? cause : new Problem(0, 'unknown', '', String(cause)));
