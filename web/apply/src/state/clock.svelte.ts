// The server's time: what is due is due by its clock, and the clock of a device can be wrong.

/** Milliseconds by which a clock may be off before anybody has to know. */
const TOLERATED = 5 * 60_000;
const state = $state({ off: 0 });

export const clock = {
  /** Whether this device's clock is wrong. */
  get wrong(): boolean {
    return state.off !== 0;
  },
  /** Milliseconds since 1970, by the server. */
  now: (): number => Date.now() + state.off,
  /** Learns the time from an answer. */
  hear(answer: Response): void {
    const time = Date.parse(answer.headers.get('date') ?? '');
    if (Number.isNaN(time)) return;
    const off = time - Date.now();
    state.off = Math.abs(off) > TOLERATED ? off : 0;
  },
};
