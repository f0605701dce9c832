// Whether somebody is at the page: what renews itself renews itself for people only.
import { clock } from '@apply/state/clock.svelte';

let last = Date.now();
const seen = () => (last = Date.now());
for (const event of ['pointerdown', 'pointermove', 'keydown', 'wheel', 'scroll'] as const) addEventListener(event, seen, { passive: true, capture: true });

/** Whether the page was used within so many milliseconds. */
export const present = (within: number) => document.visibilityState === 'visible' && Date.now() - last < within;

const ticking = $state({ now: clock.now() });
setInterval(() => (ticking.now = clock.now()), 1000);

/** Milliseconds since 1970 by the server's clock, each second anew. */
export const now = () => ticking.now;

/** Does something again and again while somebody is there. */
export function repeat(act: () => unknown, every: number, within = 5 * 60_000): () => void {
  const timer = setInterval(() => {
    if (present(within)) void act();
  }, every);
  return () => clearInterval(timer);
}
