// The browser's fake camera: a file of JPEG frames that it plays over and over. Written anew, it shows something else to whoever asks next.
import { copyFileSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export class FakeCamera {
  readonly folder = mkdtempSync(join(tmpdir(), 'candor-camera-'));
  readonly file = join(this.folder, 'camera.mjpeg');

  /** What a browser needs to be started with. */
  get argument(): string {
    return `--use-file-for-fake-video-capture=${this.file}`;
  }

  /** Shows one picture, or the pictures of a clip, all of the same size. */
  show(...pictures: string[]) {
    const next = join(this.folder, 'next');
    if (pictures.length === 1 && pictures[0]) copyFileSync(pictures[0], next);
    else writeFileSync(next, Buffer.concat(pictures.map((picture) => readFileSync(picture))));
    renameSync(next, this.file);
  }

  close() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
