// When a hint is said, and when a picture has been good for long enough.
import type { Point } from '../api/types';

/** Milliseconds that a hint stays, so that it can be read and is not talked over. */
const STAYS = 1500;
/** Milliseconds that a good picture must hold before it is taken by itself. */
const HOLDS = 800;
/** How far corners may wander in that time, as a share of the frame's long side. */
const WANDER = 0.025;

/** One hint at a time: the newest, as soon as the one before had its time. */
export class Pace<Said extends { key: string }> {
  said = $state.raw<Said | null>(null);
  #since = 0;
  #next: Said | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  say(next: Said) {
    this.#next = next;
    if (this.#timer) return;
    const wait = this.#since + STAYS - performance.now();
    if (wait <= 0) this.#now();
    else this.#timer = setTimeout(() => this.#now(), wait);
  }

  #now() {
    this.#timer = undefined;
    if (!this.#next || this.#next.key === this.said?.key) return;
    this.said = this.#next;
    this.#since = performance.now();
  }

  stop() {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.said = null;
    this.#since = 0;
  }
}

export interface Held {
  good: boolean;
  steady_key?: string;
  quad: Point[] | null;
}

/** How far towards being taken by itself a picture is, from 0 to 1. */
export class Steady {
  #since = 0;
  #first: Held | null = null;

  /** `now` in milliseconds, `longSide` of the frame. */
  see(held: Held, now: number, longSide: number): number {
    if (!held.good) return this.reset();
    if (!this.#first || !alike(this.#first, held, longSide)) {
      this.#first = held;
      this.#since = now;
    }
    return Math.min(1, (now - this.#since) / HOLDS);
  }

  reset(): 0 {
    this.#first = null;
    return 0;
  }
}

function alike(first: Held, now: Held, longSide: number): boolean {
  if (first.quad && now.quad) return first.quad.every(([x, y], at) => Math.hypot(x - (now.quad?.[at]?.[0] ?? 1e9), y - (now.quad?.[at]?.[1] ?? 1e9)) < WANDER * longSide);
  return first.steady_key === now.steady_key;
}
