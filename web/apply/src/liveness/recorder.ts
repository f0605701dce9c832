// Records frames of the preview for the clip, with the times at which the camera gave them.
import { Frames } from '../capture/frames';
import { MOST_FRAMES, type Frame } from './clip';

const LONG_SIDE = 640;
const QUALITY = 0.8;

export class Recorder {
  #frames = new Frames(LONG_SIDE);
  #kept: Promise<Frame | null>[] = [];
  #stopped = false;
  #last = -Infinity;

  /** `perSecond` frames at most. */
  constructor(
    readonly video: HTMLVideoElement,
    perSecond: number,
  ) {
    // A little less than the whole: a camera's frames do not fall on the beat.
    const pace = 1000 / perSecond - 8;
    const step = () => {
      if (this.#stopped) return;
      const now = performance.now();
      if (now - this.#last >= pace && this.#kept.length < MOST_FRAMES) this.#keep(now);
      next();
    };
    // Told by the camera's own frames where the browser can: none is kept twice.
    const next = () => ('requestVideoFrameCallback' in video ? video.requestVideoFrameCallback(step) : setTimeout(step, 1000 / perSecond));
    next();
  }

  get count(): number {
    return this.#kept.length;
  }

  #keep(now: number) {
    const canvas = this.#frames.draw(this.video);
    if (!canvas) return;
    this.#last = now;
    // Encoded beside the page's own thread; the canvas may be drawn on meanwhile.
    this.#kept.push(new Promise((done) => canvas.toBlob((jpeg) => done(jpeg && { ms: now, jpeg }), 'image/jpeg', QUALITY)));
  }

  /** Ends, with everything that was recorded. */
  async stop(): Promise<Frame[]> {
    this.#stopped = true;
    const frames = await Promise.all(this.#kept);
    this.#frames.free();
    this.#kept = [];
    return frames.filter((frame) => frame !== null);
  }
}
