// The camera: asked for with wishes that give way, watched while it runs, and let go of when the page is left.

/** What can stand in the way. Each has a text of its own and ways on. */
export type CameraFault = 'denied' | 'missing' | 'busy' | 'ended' | 'insecure' | 'unsupported';
export type Facing = 'environment' | 'user';
type State = 'off' | 'asking' | 'on' | 'fault';

type WithTorch = MediaTrackCapabilities & { torch?: boolean };
interface StillCamera {
  takePhoto(settings?: { fillLightMode?: string }): Promise<Blob>;
  getPhotoCapabilities(): Promise<{ fillLightMode?: string[] }>;
}
declare const ImageCapture: { new (track: MediaStreamTrack): StillCamera } | undefined;

/** Milliseconds after which a still that does not come is taken from the preview instead. */
const STILL_PATIENCE = 4000;
const QUALITY = 0.92;

function faultOf(cause: unknown): CameraFault {
  const name = cause instanceof DOMException || cause instanceof Error ? cause.name : '';
  if (name === 'NotAllowedError' || name === 'SecurityError') return 'denied';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing';
  if (name === 'NotReadableError' || name === 'AbortError') return 'busy';
  return 'unsupported';
}

export class Camera {
  state = $state<State>('off');
  fault = $state<CameraFault | null>(null);
  /** The picture stands still: another app has the camera, or the system covers it. */
  muted = $state(false);
  others = $state.raw<MediaDeviceInfo[]>([]);
  chosen = $state('');
  hasTorch = $state(false);
  torch = $state(false);
  stream = $state.raw<MediaStream | null>(null);
  /** Whether stills come from the camera itself, in its full size. */
  stills = true;
  #opened = 0;

  constructor(readonly facing: Facing) {}

  get track(): MediaStreamTrack | null {
    return this.stream?.getVideoTracks()[0] ?? null;
  }

  /** Asks for the camera. Never throws: what is in the way is in `fault`. */
  async open(deviceId = ''): Promise<void> {
    this.close();
    const turn = (this.#opened += 1);
    this.state = 'asking';
    this.fault = null;
    if (!window.isSecureContext) return this.#fail('insecure');
    if (!navigator.mediaDevices?.getUserMedia) return this.#fail('unsupported');
    try {
      const stream = await this.#ask(deviceId);
      if (turn !== this.#opened) return stream.getTracks().forEach((track) => track.stop());
      this.#use(stream);
    } catch (cause) {
      if (turn === this.#opened) this.#fail(faultOf(cause));
    }
    await this.#list();
  }

  /** The best first; what a camera cannot do gives way, down to any camera at all. */
  async #ask(deviceId: string): Promise<MediaStream> {
    // The camera's own sizes: a browser that cuts the picture to the wish cuts corners off.
    const size = { width: { ideal: 1920 }, height: { ideal: 1080 }, resizeMode: { ideal: 'none' } };
    const which: MediaTrackConstraints = deviceId ? { deviceId: { exact: deviceId } } : { facingMode: { ideal: this.facing } };
    const wishes: MediaStreamConstraints[] = [{ video: { ...which, ...size } }, { video: which }, { video: true }];
    let first: unknown;
    for (const wish of wishes) {
      try {
        return await navigator.mediaDevices.getUserMedia({ ...wish, audio: false });
      } catch (cause) {
        first ??= cause;
        const fault = faultOf(cause);
        if (fault === 'denied' || fault === 'unsupported') throw cause;
      }
    }
    throw first;
  }

  #use(stream: MediaStream) {
    this.stream = stream;
    const track = this.track;
    if (!track) return this.#fail('missing');
    this.chosen = track.getSettings().deviceId ?? '';
    this.muted = track.muted;
    this.hasTorch = (track.getCapabilities?.() as WithTorch | undefined)?.torch ?? false;
    this.torch = false;
    track.onended = () => this.stream === stream && this.#fail('ended');
    track.onmute = () => (this.muted = true);
    track.onunmute = () => (this.muted = false);
    this.state = 'on';
  }

  /** Names of cameras are told only once one is allowed. */
  async #list() {
    const all = await navigator.mediaDevices.enumerateDevices().catch(() => []);
    this.others = all.filter(({ kind, deviceId }) => kind === 'videoinput' && deviceId !== '');
  }

  #fail(fault: CameraFault) {
    this.#release();
    this.fault = fault;
    this.state = 'fault';
  }

  async light(on: boolean): Promise<void> {
    try {
      await this.track?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] });
      this.torch = on;
    } catch {
      this.hasTorch = false;
    }
  }

  /** A still of the largest size that there is. Never mirrored. */
  async still(video: HTMLVideoElement): Promise<Blob> {
    const track = this.track;
    if (this.stills && track && typeof ImageCapture !== 'undefined') {
      try {
        const photo = await Promise.race([takePhoto(track), new Promise<never>((_, late) => setTimeout(late, STILL_PATIENCE, new Error('late')))]);
        if (photo.size > 0 && /^image\/(jpeg|png|webp)$/.test(photo.type)) return photo;
      } catch {
        // The preview does it instead, now and from now on.
      }
      this.stills = false;
    }
    return frameOf(video);
  }

  #release() {
    const stream = this.stream;
    this.stream = null;
    this.hasTorch = this.torch = this.muted = false;
    stream?.getTracks().forEach((track) => {
      track.onended = track.onmute = track.onunmute = null;
      track.stop();
    });
  }

  close() {
    this.#opened += 1;
    this.#release();
    this.state = 'off';
  }
}

async function takePhoto(track: MediaStreamTrack): Promise<Blob> {
  if (typeof ImageCapture === 'undefined') throw new Error('no stills');
  const camera = new ImageCapture(track);
  const modes = (await camera.getPhotoCapabilities().catch(() => null))?.fillLightMode ?? [];
  // A flash makes the reflections that a document is refused for.
  return camera.takePhoto(modes.includes('off') ? { fillLightMode: 'off' } : {});
}

/** The frame that the video shows, as JPEG. */
async function frameOf(video: HTMLVideoElement): Promise<Blob> {
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d')?.drawImage(video, 0, 0);
  const photo = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/jpeg', QUALITY));
  canvas.width = canvas.height = 0;
  if (!photo) throw new Error('no picture');
  return photo;
}
