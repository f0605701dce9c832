// The clip that is sent: the time and the JPEG of each frame, one after the other. Pure, so that a test runs it anywhere.

export const MAGIC = 'CANDORCLIP1\n';
export const MOST_FRAMES = 400;
const HEAD = 8;

export interface Frame {
  /** Milliseconds since the first frame. */
  ms: number;
  jpeg: Blob;
}

/** Little-endian milliseconds and length before each JPEG. Nothing is copied: the browser joins the parts when it reads them. */
export function pack(frames: readonly Frame[]): Blob {
  const parts: BlobPart[] = [MAGIC];
  const first = frames[0]?.ms ?? 0;
  for (const { ms, jpeg } of frames.slice(0, MOST_FRAMES)) {
    const head = new DataView(new ArrayBuffer(HEAD));
    head.setUint32(0, Math.max(0, Math.round(ms - first)), true);
    head.setUint32(4, jpeg.size, true);
    parts.push(head.buffer, jpeg);
  }
  return new Blob(parts, { type: 'application/octet-stream' });
}

/** The frames of a clip; those up to the fault of one that is damaged. */
export async function unpack(clip: Blob): Promise<Frame[]> {
  const start = new TextEncoder().encode(MAGIC).length;
  const bytes = await clip.arrayBuffer();
  if (new TextDecoder().decode(bytes.slice(0, start)) !== MAGIC) return [];
  const view = new DataView(bytes);
  const frames: Frame[] = [];
  for (let at = start; at + HEAD <= bytes.byteLength; ) {
    const length = view.getUint32(at + 4, true);
    if (length === 0 || at + HEAD + length > bytes.byteLength) break;
    frames.push({ ms: view.getUint32(at, true), jpeg: clip.slice(at + HEAD, at + HEAD + length, 'image/jpeg') });
    at += HEAD + length;
  }
  return frames;
}
