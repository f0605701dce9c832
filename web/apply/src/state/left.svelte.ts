// What left this device for this session, for the panel that lists it. Names and sizes, never contents.
import { keep, kept } from './kept';

export interface Leaving {
  /** Milliseconds since 1970. */
  at: number;
  /** A message of the texts. */
  what: string;
  bytes: number;
}

let list = $state<Leaving[]>([]);

export const left = {
  get all(): readonly Leaving[] {
    return list;
  },
  note(what: string, body: unknown) {
    const bytes = body instanceof Blob ? body.size : body === undefined ? 0 : new TextEncoder().encode(JSON.stringify(body)).length;
    list.push({ at: Date.now(), what, bytes });
    void keep('left', $state.snapshot(list));
  },
  /** Reads what left before the page was loaded. */
  async remember(): Promise<void> {
    const before = (await kept('left')) ?? [];
    list = [...before, ...list.filter((one) => !before.some(({ at }) => at === one.at))];
  },
};
