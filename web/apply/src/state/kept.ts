// What is kept on this device until it is submitted: the way in, the draft, photos. In IndexedDB, so that a reload or a crash loses
// nothing; where that is refused or full, in memory, and the page says so.
import { createStore, delMany, entries, get, set, type UseStore } from 'idb-keyval';
import type { Claim, SessionView, Side } from '../api/types';
import type { Check } from '../worker/types';
import type { Draft } from './claim';
import { keeping } from './keeping.svelte';
import type { Leaving } from './left.svelte';
import type { Parcel } from './upload';

/** A photo or clip that the applicant took. */
export interface Shot extends Parcel {
  side: Side | 'liveness';
  /** What the device found; null where it could not check. */
  check: Check | null;
  /** Whether the applicant said "use this". Nothing is sent before. */
  confirmed: boolean;
  /** The challenge of a clip. */
  challenge?: string;
}

/** A file for an appeal that is not with the server yet. */
export interface Piece extends Parcel {
  kind: 'held' | 'statement' | 'extra';
  confirmed: boolean;
}
/** What was typed for an appeal. `unsent` is the explanation that the server does not have yet. */
export interface Words {
  explanation: string;
  unsent: boolean;
  message: string;
  answer: string;
}

export interface Kept {
  token: string;
  /** The session as the server last told it, for when the server is away. */
  session: SessionView;
  draft: Partial<Claim>;
  left: Leaving[];
  front: Shot;
  back: Shot;
  selfie: Shot;
  liveness: Shot;
  pieces: Piece[];
  words: Words;
}

const memory = new Map<string, unknown>();
let store: UseStore | null = null;
export { keeping };

function database(): UseStore | null {
  try {
    store ??= createStore('candor', 'kept');
  } catch {
    keeping.lasts = false;
  }
  return store;
}

/** Where the draft is until the database has it: a page that is left at that moment would lose the last letters. */
const AT_ONCE = 'candor-draft';
function atOnce(draft: string | null): void {
  try {
    if (draft === null) sessionStorage.removeItem(AT_ONCE);
    else sessionStorage.setItem(AT_ONCE, draft);
  } catch {
    // Refused: the database has it a moment later.
  }
}
function unkept(): Draft | null {
  try {
    return JSON.parse(sessionStorage.getItem(AT_ONCE) ?? 'null') as Draft | null;
  } catch {
    return null;
  }
}

/** `null` when nothing of that name is kept. */
export async function kept<K extends keyof Kept>(name: K): Promise<Kept[K] | null> {
  if (name === 'draft') {
    const last = unkept();
    if (last) return last as Kept[K];
  }
  if (memory.has(name)) return memory.get(name) as Kept[K];
  const place = database();
  if (!place) return null;
  try {
    return ((await get(name, place)) as Kept[K] | undefined) ?? null;
  } catch {
    keeping.lasts = false;
    return null;
  }
}

export async function keep<K extends keyof Kept>(name: K, value: Kept[K]): Promise<void> {
  const place = database();
  const written = name === 'draft' ? JSON.stringify(value) : null;
  if (written) atOnce(written);
  try {
    if (!place) throw new Error('no database');
    await set(name, value, place);
    memory.delete(name);
    if (written && JSON.stringify(unkept()) === written) atOnce(null);
  } catch {
    // Full, or private browsing.
    keeping.lasts = false;
    memory.set(name, value);
  }
}

/** Forgets those, or everything. */
export async function forget(...names: (keyof Kept)[]): Promise<void> {
  if (names.length === 0 || names.includes('draft')) atOnce(null);
  const place = database();
  try {
    const all = names.length > 0 ? names : place ? (await entries(place)).map(([name]) => name as keyof Kept) : [];
    if (place) await delMany(all, place);
  } catch {
    keeping.lasts = false;
  }
  if (names.length === 0) memory.clear();
  for (const name of names) memory.delete(name);
}
