// How far a movement has come, to guide the person who makes it. It asks for more than the server does, so that what is seen here passes
// there; it decides nothing.

export const ACTIONS = ['nod', 'blink', 'turn_left', 'turn_right'] as const;
export type Action = (typeof ACTIONS)[number];

/** Degrees from the usual pose, and the share by which the eyes close. */
const TURN = 18;
const NOD = 12;
/** Lids are closed for an instant, and seldom wholly in the frame that is looked at. */
const BLINK = 0.2;
/** Frames that a pose must hold: one alone may have been measured wrong. */
const FRAMES = 2;
/** A movement is over when it is back within this share of what was asked. */
const BACK = 0.4;

export interface Head {
  pose: { yaw: number; pitch: number } | null;
  eyes_open: [number, number] | null;
}

interface Usual {
  yaw: number;
  pitch: number;
  eyes: number;
}

/** How a head is held when it does nothing: the middle of the last frames at rest. */
export class Resting {
  #seen: Usual[] = [];

  /** Whether enough was seen to tell movements from it. */
  get known(): boolean {
    return this.#seen.length >= 5;
  }

  see({ pose, eyes_open }: Head) {
    if (!pose || !eyes_open) return;
    this.#seen.push({ yaw: pose.yaw, pitch: pose.pitch, eyes: (eyes_open[0] + eyes_open[1]) / 2 });
    if (this.#seen.length > 15) this.#seen.shift();
  }

  get usual(): Usual {
    const middle = (of: (one: Usual) => number) => {
      const sorted = this.#seen.map(of).sort((a, b) => a - b);
      return sorted[sorted.length >> 1] ?? 0;
    };
    return { yaw: middle((one) => one.yaw), pitch: middle((one) => one.pitch), eyes: middle((one) => one.eyes) || 0.3 };
  }
}

export interface Progress {
  /** From 0 to 1. */
  share: number;
  /** The movement was made; what is left is to come back. */
  reached: boolean;
  done: boolean;
}

/** Follows one movement. */
export class Follow {
  #held = 0;
  #reached = false;

  constructor(
    readonly action: Action,
    readonly resting: Resting,
  ) {}

  see(head: Head): Progress {
    const share = this.#share(head);
    if (share === null) return { share: 0, reached: this.#reached, done: false };
    this.#held = share >= 1 ? this.#held + 1 : 0;
    // Eyes are closed for a frame or two.
    if (this.#held >= (this.action === 'blink' ? 1 : FRAMES)) this.#reached = true;
    return { share: Math.min(1, Math.max(0, share)), reached: this.#reached, done: this.#reached && share < BACK };
  }

  #share({ pose, eyes_open }: Head): number | null {
    const usual = this.resting.usual;
    if (this.action === 'blink') return eyes_open ? (1 - (eyes_open[0] + eyes_open[1]) / 2 / usual.eyes) / BLINK : null;
    if (!pose) return null;
    if (this.action === 'nod') return Math.abs(pose.pitch - usual.pitch) / NOD;
    // Yaw grows towards the person's own left.
    return ((pose.yaw - usual.yaw) * (this.action === 'turn_left' ? 1 : -1)) / TURN;
  }
}
