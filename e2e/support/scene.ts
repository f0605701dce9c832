// A person before the camera, who makes the movements that the page asks for: a canvas in place of the fake camera's file, which could not react.
import type { Page } from '@playwright/test';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './house.ts';

/** Pictures of each movement, which a test of `candor` draws and holds against the server's own eyes. */
const FILM = join(ROOT, 'target/film');

export const MOVES = ['rest', 'nod', 'blink', 'turn_left', 'turn_right'] as const;
export type Move = (typeof MOVES)[number];
const PICTURES = 16;

/** From now on the page's camera shows that person. */
export async function personBefore(page: Page) {
  await page.route('**/e2e-film/*', (route) => {
    const name = new URL(route.request().url()).pathname.split('/').at(-1) ?? '';
    return route.fulfill({ body: readFileSync(join(FILM, name)), contentType: 'image/jpeg' });
  });
  await page.addInitScript(
    ({ moves, count }) => {
      const film = new Map<string, Promise<ImageBitmap[]>>();
      const picture = async (name: string) => createImageBitmap(await (await fetch(`/e2e-film/${name}`)).blob());
      const load = (move: string) => {
        const pictures = film.get(move) ?? Promise.all(Array.from({ length: count }, (_, number) => picture(`${move}-${String(number).padStart(2, '0')}.jpg`)));
        film.set(move, pictures);
        return pictures;
      };
      let move = 'rest';
      let at = 0;
      /** Makes a movement once, then rests. */
      Object.assign(window, { makes: (next: string) => ([move, at] = [next, 0]) });
      navigator.mediaDevices.getUserMedia = async () => {
        const all = new Map<string, ImageBitmap[]>(await Promise.all(moves.map(async (move) => [move, await load(move)] as const)));
        const first = all.get('rest')?.[0];
        const canvas = document.createElement('canvas');
        [canvas.width, canvas.height] = [first?.width ?? 0, first?.height ?? 0];
        const context = canvas.getContext('2d');
        const draw = () => {
          const pictures = all.get(move) ?? [];
          const shown = pictures[at];
          at += 1;
          if (at >= pictures.length) [move, at] = ['rest', 0];
          if (!context || !shown) return;
          context.drawImage(shown, 0, 0);
          // The grain of a camera: no two pictures are alike.
          for (let grain = 0; grain < 400; grain += 1) {
            context.fillStyle = `rgba(${Math.random() < 0.5 ? '0,0,0' : '255,255,255'},0.06)`;
            context.fillRect(Math.random() * canvas.width, Math.random() * canvas.height, 3, 3);
          }
        };
        draw();
        const timer = setInterval(draw, 80);
        const stream = canvas.captureStream(15);
        const [track] = stream.getVideoTracks();
        const stop = track?.stop.bind(track);
        if (track) track.stop = () => (clearInterval(timer), stop?.());
        return stream;
      };
    },
    { moves: [...MOVES], count: PICTURES },
  );
}

/** Makes a movement now. */
export const makes = (page: Page, move: Move) => page.evaluate((move) => (window as unknown as { makes(move: string): void }).makes(move), move);
