// A file that was chosen instead of a photo: what can be told without reading it is told at once.

export type FileFault = 'empty' | 'too_large' | 'unsupported_format' | 'heic' | 'corrupt';

const MOST_BYTES = 64 * 1024 * 1024;
const MOST_PIXELS = 50_000_000;

/** What is wrong with a file. Reads its first bytes at most; nothing of one that is too large. */
export async function amiss(file: Blob): Promise<FileFault | null> {
  if (file.size === 0) return 'empty';
  if (file.size > MOST_BYTES) return 'too_large';
  let head: Uint8Array;
  try {
    head = new Uint8Array(await file.slice(0, 16).arrayBuffer());
  } catch {
    return 'corrupt';
  }
  const text = String.fromCharCode(...head);
  if (/^....ftyp(heic|heix|hevc|heim|heis|mif1|msf1|avif)/s.test(text)) return 'heic';
  const known = text.startsWith('\xff\xd8\xff') || text.startsWith('\x89PNG\r\n\x1a\n') || /^RIFF....WEBP/s.test(text);
  return known ? null : 'unsupported_format';
}

/** Whether the browser can show it: for where the checks are not there to say so. */
export async function unshowable(photo: Blob): Promise<FileFault | null> {
  const address = URL.createObjectURL(photo);
  try {
    const image = new Image();
    const shown = new Promise<boolean>((done) => {
      image.onload = () => done(true);
      image.onerror = () => done(false);
    });
    image.src = address;
    if (!(await shown)) return 'corrupt';
    return image.naturalWidth * image.naturalHeight > MOST_PIXELS ? 'too_large' : null;
  } finally {
    URL.revokeObjectURL(address);
  }
}
