import { amiss, unshowable, type FileFault } from '../capture/file';
import type { FileKind } from '../api/appeal';
import { take } from './pieces.svelte';

/** Takes a file or a photo, unless it is none. What is amiss with it, or `null`. */
export async function choose(kind: FileKind, file: Blob): Promise<FileFault | null> {
  const fault = (await amiss(file)) ?? (await unshowable(file));
  if (!fault) await take(kind, file);
  return fault;
}
