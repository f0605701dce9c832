// One case, while somebody works on it: what it is, what was opened of it, and the lease under which it is held.
import { clock } from '@apply/state/clock.svelte';
import { ask, at, picture } from '../api/client.svelte';
import { asProblem, Loaded } from '../api/loaded.svelte';
import type { Problem } from '../api/client.svelte';
import type { Case, Opened, Purpose } from '../api/types';
import { me } from '../state/me.svelte';
import { now, present } from '../state/presence.svelte';
import { language } from '../texts/texts';

/** A lease is renewed when so much of it is left, if somebody is there. */
const RENEWED = 7 * 60_000;
const PRESENT = 4 * 60_000;
/** However little is left by a clock that may be wrong, it is not renewed again within so long. */
const AGAIN = 30_000;

export class Work {
  readonly summary: Loaded<Case>;
  opened = $state.raw<Opened | null>(null);
  /** Until when the case is ours, as milliseconds since 1970. */
  until = $state<number | null>(null);
  /** When the lease was lost. Nothing can be sent until the case is taken anew. */
  lost = $state<number | null>(null);
  /** Why what was opened could not be opened anew after the own verdict. */
  unread = $state.raw<Problem | null>(null);
  #keeping = false;
  #kept = -Infinity;

  constructor(readonly id: string) {
    this.summary = new Loaded(() => ask<Case>('GET', `${this.#path()}?locale=${language()}`));
  }

  #path = (...more: string[]) => at(['cases', this.id, ...more].map(encodeURIComponent).join('/'));
  get case(): Case | null {
    return this.summary.value;
  }
  may = (act: Case['may'][number]): boolean => this.case?.may.includes(act) ?? false;
  image = (evidence: string, frame: number | null): Promise<string> => this.#picture(`${this.#path('images', evidence)}?frame=${frame ?? 0}`);
  crop = (field: string): Promise<string> => this.#picture(this.#path('crops', field));

  /** Addresses of images that came, for as long as the case is looked at. */
  #pictures = new Map<string, Promise<string>>();
  #picture(path: string): Promise<string> {
    const kept = this.#pictures.get(path);
    if (kept) return kept;
    const coming = picture(path).then((blob) => URL.createObjectURL(blob));
    this.#pictures.set(path, coming);
    // What did not come is asked for again.
    coming.catch(() => this.#pictures.delete(path));
    return coming;
  }
  /** Lets go of every image. */
  forget() {
    for (const coming of this.#pictures.values()) coming.then(URL.revokeObjectURL, () => undefined);
    this.#pictures.clear();
  }

  /** Milliseconds that are left of the lease; `null` without one. */
  get left(): number | null {
    return this.until === null ? null : Math.max(0, this.until - now());
  }

  async load() {
    await this.summary.again();
    const holder = this.case?.holder;
    if (holder?.you) this.until = Date.parse(holder.until);
  }

  async take() {
    const { until } = await ask<{ until: string }>('POST', this.#path('take'));
    this.until = Date.parse(until);
    this.lost = null;
  }

  #purpose: { purpose: Purpose; words?: string } | null = null;
  #look = (purpose: { purpose: Purpose; words?: string }) => ask<Opened>('POST', `${this.#path('open')}?locale=${language()}`, purpose);
  /** Whether opening for that takes the case, too: who decides does so under a lease. */
  takes = (purpose: Purpose): boolean => this.may('take') && !this.case?.holder?.you && (purpose === 'decide' || !this.may('open'));

  /** Whether the case is to be opened before anything can be done: at first, to decide what was opened for something else, and under each lease. */
  get toOpen(): boolean {
    if (this.lost !== null) return false;
    return !this.opened ? this.may('open') || this.may('take') : this.may('take') || (this.case?.holder?.you === true && !this.case.opened);
  }

  /** Takes the case, where that is for us to do, and opens it. */
  async open(purpose: Purpose, words: string) {
    if (this.takes(purpose)) await this.take();
    this.#purpose = { purpose, ...(words ? { words } : {}) };
    const opened = await this.#look(this.#purpose);
    await this.summary.again();
    this.opened = opened;
    this.unread = null;
  }

  /** What the program read is shown with its findings: what was opened is opened anew, for the same purpose. */
  reopen = async () => {
    if (!this.#purpose) return;
    try {
      this.opened = await this.#look(this.#purpose);
      this.unread = null;
    } catch (cause) {
      this.unread = asProblem(cause);
    }
  };

  async takeAnew() {
    try {
      await this.take();
    } catch (cause) {
      // Somebody else has it, or it is decided: then that is to be seen.
      await this.summary.again();
      throw cause;
    }
    // What was opened was opened under the lease that is gone.
    this.opened = null;
    this.forget();
    await this.summary.again();
  }

  /** Renews the lease in time while somebody is there, and notices when it is gone. */
  async watch() {
    if (this.until === null || this.lost !== null || this.#keeping) return;
    const left = this.until - clock.now();
    if (left <= 0) return this.lose();
    if (left > RENEWED || Date.now() - this.#kept < AGAIN || !present(PRESENT)) return;
    this.#keeping = true;
    this.#kept = Date.now();
    try {
      const { until } = await ask<{ until: string }>('POST', this.#path('keep'));
      this.until = Date.parse(until);
    } catch (cause) {
      const { status } = asProblem(cause);
      if (status === 403 || status === 404 || status === 409) this.lose();
    } finally {
      this.#keeping = false;
    }
  }

  lose() {
    this.until = null;
    this.lost = clock.now();
  }

  /** Gives the case back. Also when the page is closed, which waits for nothing. */
  release(closing = false): Promise<unknown> {
    if (this.until === null) return Promise.resolve();
    this.until = null;
    return ask('POST', this.#path('release'), undefined, { keepalive: closing }).catch(() => undefined);
  }

  /** Sends something about the case, and takes what it is afterwards. */
  async send(what: string, body: object): Promise<Problem | null> {
    try {
      const after = await ask<Case>('POST', this.#path(what), body);
      this.summary.value = after;
      if (!after.holder?.you) this.until = null;
      if (what === 'verdict' && after.may.includes('propose')) await this.reopen();
      if (language() !== 'en') await this.summary.again();
      return null;
    } catch (cause) {
      const problem = asProblem(cause);
      if (problem.code === 'case.held' || problem.code === 'case.lost') this.lose();
      return problem;
    }
  }

  /** What was written just now stands with the rest at once. */
  wrote(what: 'messages' | 'notes', text: string) {
    if (!this.opened) return;
    const [by, time] = [me.user?.login ?? '', new Date().toISOString()];
    if (what === 'messages') this.opened = { ...this.opened, messages: [...this.opened.messages, { id: `new-${this.opened.messages.length}`, from: by, text, at: time }] };
    else this.opened = { ...this.opened, notes: [...this.opened.notes, { by, text, at: time }] };
  }
}
