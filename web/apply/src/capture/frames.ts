// Frames of the preview, for guidance: one under way at a time, at most eight a second, none while the page is hidden.

/** Milliseconds from the start of one frame to the start of the next, at least. */
const PACE = 125;
/** The long side in which frames are looked at. */
export const LONG_SIDE = 1280;

/** Draws frames into one canvas, whose pixels stay in memory: reading them back is what costs. */
export class Frames {
  #canvas = document.createElement('canvas');
  #context = this.#canvas.getContext('2d', { willReadFrequently: true, alpha: false });

  constructor(readonly longSide = LONG_SIDE) {}

  /** The frame that the video shows; `null` while it shows none. */
  grab(video: HTMLVideoElement): ImageData | null {
    return this.draw(video) ? (this.#context?.getImageData(0, 0, this.#canvas.width, this.#canvas.height) ?? null) : null;
  }

  /** The canvas with the frame that the video shows. */
  draw(video: HTMLVideoElement): HTMLCanvasElement | null {
    const { videoWidth, videoHeight } = video;
    if (!videoWidth || !videoHeight || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA) return null;
    const scale = Math.min(1, this.longSide / Math.max(videoWidth, videoHeight));
    const [width, height] = [Math.round(videoWidth * scale), Math.round(videoHeight * scale)];
    if (this.#canvas.width !== width || this.#canvas.height !== height) Object.assign(this.#canvas, { width, height });
    this.#context?.drawImage(video, 0, 0, width, height);
    return this.#canvas;
  }

  /** Gives the memory back. */
  free() {
    this.#canvas.width = this.#canvas.height = 0;
  }
}

/** Looks at frame after frame until it is stopped. A frame that could not be looked at is passed over. */
export function look<Seen>(video: HTMLVideoElement, judge: (frame: ImageData) => Promise<Seen>, seen: (seen: Seen, frame: { width: number; height: number }) => void): () => void {
  const frames = new Frames();
  let stopped = false;
  let timer: ReturnType<typeof setTimeout>;
  const again = (ms: number) => {
    if (!stopped) timer = setTimeout(step, ms);
  };
  async function step() {
    if (document.hidden || video.paused) return again(PACE * 2);
    const began = performance.now();
    try {
      const frame = frames.grab(video);
      if (frame) {
        const { width, height } = frame;
        const told = await judge(frame);
        if (!stopped) seen(told, { width, height });
      }
    } catch {
      if (stopped) return;
    }
    const took = performance.now() - began;
    // A phone that is slow is left some air, so that the page itself keeps answering.
    again(Math.max(PACE - took, took / 4, 10));
  }
  void step();
  return () => {
    stopped = true;
    clearTimeout(timer);
    frames.free();
  };
}
