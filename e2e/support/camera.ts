// A browser whose camera shows a file, and what the checks of its page cost.
import { chromium, type Browser, type Page } from '@playwright/test';
import { copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CHROMIUM, FLAGS } from '../playwright.config.ts';

/** A browser before whose camera that photo lies. */
export function browserBefore(photo: string): Promise<Browser> {
  // A JPEG is a film of one frame; the browser tells films by their names.
  const film = join(mkdtempSync(join(tmpdir(), 'candor-e2e-film-')), 'camera.mjpeg');
  copyFileSync(photo, film);
  return chromium.launch({ executablePath: CHROMIUM, args: [...FLAGS, `--use-file-for-fake-video-capture=${film}`] });
}

/** From now on the page counts milliseconds from each request to its worker to the answer. */
export async function timed(page: Page) {
  await page.addInitScript(() => {
    const times: Record<string, number[]> = {};
    Object.assign(window, { times });
    const Plain = Worker;
    window.Worker = class extends Plain {
      #under = new Map<number, { call: string; since: number }>();
      constructor(address: string | URL, options?: WorkerOptions) {
        super(address, options);
        this.addEventListener('message', ({ data }: MessageEvent<{ id?: number }>) => {
          const one = this.#under.get(data.id ?? -1);
          if (one) (times[one.call] ??= []).push(performance.now() - one.since);
        });
      }
      override postMessage(asked: { id: number; call: string }, transfer?: StructuredSerializeOptions | Transferable[]) {
        this.#under.set(asked.id, { call: asked.call, since: performance.now() });
        super.postMessage(asked, transfer as Transferable[]);
      }
    };
  });
}

/** What was counted for one request, sorted; the first is left out, for it warms up. */
export async function times(page: Page, call: string): Promise<number[]> {
  const all = await page.evaluate((call) => (window as unknown as { times: Record<string, number[]> }).times[call] ?? [], call);
  return all.slice(1).sort((a, b) => a - b);
}
