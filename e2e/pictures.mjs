// Puts what the browser test of the story saw into the picture of the README: `make pictures`.
import { chromium } from '@playwright/test';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const SEEN = join(import.meta.dirname, 'out/pictures');
/** Picture, words, and where a photo stands: from so many percent of the height on, and how many. Faces are those of real people, and are made unknowable. */
const STORY = [
  ['3-invitation', '1  What the code gives, before anything is bound'],
  ['5-blurred', '2  A blurred photo, found on the device', [15, 28]],
  ['6-letter', '3  The wrong letter, marked', [36, 27]],
  ['7-refused', '4  Refused for the face, and why', [22, 31]],
  ['8-appeal', '5  The appeal, with its clock'],
  ['10-approved', '6  Decided by two people'],
  ['12-rebate', '7  The own share'],
  ['13-friend', '8  What the friend sees: totals, never who'],
];

const shown = STORY.map(([file, caption, photo]) => {
  const place = join(SEEN, `${file}.png`);
  if (!existsSync(place)) throw new Error(`no ${place}; run the test of the story first`);
  const veil = photo ? `<div class="veil" style="top: ${photo[0] * 5.6}px; height: ${photo[1] * 5.6}px"></div>` : '';
  return `<figure>${veil}<img src="data:image/png;base64,${readFileSync(place).toString('base64')}"><figcaption>${caption}</figcaption></figure>`;
});
const page = `<style>
  body { margin: 0; padding: 20px; background: #eef0f3; font: 600 15px system-ui, sans-serif; color: #1d2733; }
  main { display: grid; grid-template-columns: repeat(4, 1fr); gap: 20px; }
  figure { margin: 0; position: relative; }
  .veil { position: absolute; left: 0; right: 0; backdrop-filter: blur(9px); }
  img { width: 100%; height: 560px; object-fit: cover; object-position: top; border-radius: 8px; box-shadow: 0 1px 6px #0003; background: #fff; }
  figcaption { padding-top: 8px; }
</style><main>${shown.join('')}</main>`;

const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
const tab = await browser.newPage({ viewport: { width: 1600, height: 900 } });
await tab.setContent(page);
await tab.locator('main').screenshot({ path: join(import.meta.dirname, '../docs/story.jpg'), type: 'jpeg', quality: 78 });
await browser.close();
