// What left the device in this visit, for the panel that lists it. Names and sizes, never contents.

export interface Leaving {
  /** Milliseconds since 1970. */
  at: number;
  /** A message of the texts. */
  what: string;
  bytes: number;
}

const list = $state<Leaving[]>([]);

export const left = {
  get all(): readonly Leaving[] {
    return list;
  },
  note(what: string, body: unknown) {
    const bytes = body instanceof Blob ? body.size : body === undefined ? 0 : new TextEncoder().encode(JSON.stringify(body)).length;
    list.push({ at: Date.now(), what, bytes });
  },
};
