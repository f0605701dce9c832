// Before the camera: a good picture is taken by itself, and frames are looked at in time.
import { expect, test, type Page } from '@playwright/test';
import { Applicant } from '../support/applicant.ts';
import { browserBefore, timed, times } from '../support/camera.ts';
import { filesOf } from '../support/cases.ts';
import { remembered, session } from '../support/house.ts';

const house = remembered();
const files = filesOf('nothing');

/** Says the milliseconds of a frame in the middle. `most` is three times what is asked for a page alone: here tests share two processors. */
async function inTime(page: Page, call: string, most: number) {
  const all = await times(page, call);
  const middle = all[all.length >> 1] ?? Infinity;
  console.log(`${call}: ${middle.toFixed(0)} ms in the middle of ${all.length}, ${all.at(-1)?.toFixed(0)} at most`);
  expect(middle, `milliseconds of ${call}`).toBeLessThan(most);
}

test('a document that lies well is taken by itself', async () => {
  const browser = await browserBefore(files.front);
  const page = await browser.newPage({ permissions: ['camera'], serviceWorkers: 'block' });
  await timed(page);
  const applicant = new Applicant(page);
  await applicant.reachesFront((await session(house)).url, files.claim);
  await applicant.shows();
  await expect(applicant.button('photo-use')).toBeVisible();
  await inTime(page, 'guideDocument', 300);
  await browser.close();
});

test('a face in the oval is taken by itself', async () => {
  const browser = await browserBefore(files.selfie ?? '');
  const page = await browser.newPage({ permissions: ['camera'], serviceWorkers: 'block' });
  await timed(page);
  const applicant = new Applicant(page);
  await page.goto((await session(house)).url);
  await applicant.reaches({ ...files, selfie: undefined }, true);
  await applicant.sees('face-title');
  await applicant.shows();
  await expect(applicant.button('photo-use')).toBeVisible();
  await inTime(page, 'guideFace', 360);
  await browser.close();
});
