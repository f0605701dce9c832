// What the pages are for: to pass, and to find the fault before it is submitted.
import { expect, test as base } from '@playwright/test';
import { Applicant } from '../support/applicant.ts';
import { filesOf } from '../support/cases.ts';
import { call, close, open, remembered, session, until, type House } from '../support/house.ts';
import { looksRight } from '../support/looks.ts';
import { makes, personBefore, type Move } from '../support/scene.ts';

const house = remembered();
/** `own`: a server where nobody was before. The same identity a second time is looked at by a person. */
const test = base.extend<{ own: House }>({
  own: async ({}, use) => {
    const own = await open();
    await use(own);
    close(own);
  },
});

/** Makes the movement that the page asks for, again if it was not seen, until the recording is shown. */
async function moves(applicant: Applicant, asked: Move[]) {
  const { page } = applicant;
  const over = page.getByRole('heading', { name: applicant.words('clip-title') });
  let [step, since] = [0, 0];
  await expect(async () => {
    for (const [index, move] of asked.entries()) {
      const shown = await page.getByText(applicant.words('live-step', { number: index + 1, count: asked.length })).count();
      if (!shown || (step === index + 1 && Date.now() - since < 4000)) continue;
      [step, since] = [index + 1, Date.now()];
      await page.waitForTimeout(500);
      await makes(page, move);
    }
    await expect(over).toBeVisible({ timeout: 200 });
  }).toPass({ timeout: 120_000, intervals: [200] });
}

/** Asks for movements and gives those that will be asked for. */
async function asks(applicant: Applicant, slower: boolean): Promise<Move[]> {
  await applicant.sees('liveness-title');
  const answer = applicant.page.waitForResponse((answer) => answer.url().endsWith('/v1/applicant/liveness'));
  await applicant.page.getByLabel(applicant.words('live-slower')).setChecked(slower);
  await applicant.button('live-prepare').click();
  return ((await (await answer).json()) as { actions: Move[] }).actions;
}

test('a document in order passes, with a person before the camera', async ({ page, own }) => {
  test.setTimeout(240_000);
  const made = await session(own);
  const applicant = new Applicant(page);
  await personBefore(page);
  await page.goto(made.url);
  await applicant.reaches(filesOf('nothing'));
  expect(page.url(), 'the token left the address at once').not.toContain('client_');
  const asked = await asks(applicant, true);
  await applicant.button('intro-open').click();
  // It begins by itself once the face is in the oval.
  await moves(applicant, asked);
  await looksRight(page, 'en/desktop', '6-liveness-clip');
  await applicant.button('clip-send').click();
  await expect(page.getByText(applicant.words('live-passed'))).toBeVisible({ timeout: 60_000 });
  await looksRight(page, 'en/desktop', '6-liveness-passed');
  await applicant.button('live-on').click();
  await applicant.sees('review-title');
  await applicant.settles();
  await applicant.button('review-submit').click();
  await expect(page.getByRole('heading', { level: 1, name: applicant.words('state-approved-title') })).toBeVisible({ timeout: 60_000 });
  expect(await until(own, made.id, ['approved'])).toBe('approved');
});

test('a movement that was not made is named, with what to do', async ({ page }) => {
  test.setTimeout(150_000);
  const made = await session(house);
  const applicant = new Applicant(page);
  await personBefore(page);
  await page.goto(made.url);
  await applicant.reaches(filesOf('nothing'));
  await asks(applicant, false);
  await applicant.button('intro-open').click();
  // Nothing is done, until the time is over.
  await applicant.button('clip-anyway').click({ timeout: 60_000 });
  await expect(page.getByRole('heading', { name: applicant.words('told-title') })).toBeVisible({ timeout: 60_000 });
  await expect(page.locator('.finding .do').first()).toHaveText(/\w+/);
  await expect(page.getByText(applicant.words('told-free'))).toBeVisible();
  await looksRight(page, 'en/desktop', '6-liveness-missed');
  const { attempts } = await call<{ attempts: { submitted: number } }>(house, 'GET', `/v1/sessions/${made.id}`);
  expect(attempts.submitted, 'it costs no attempt').toBe(0);
});

test('a wrong letter is found before it is submitted, and mended with one tap', async ({ page }) => {
  const made = await session(house);
  const applicant = new Applicant(page);
  await page.goto(made.url);
  await applicant.reaches({ ...filesOf('one-letter'), selfie: undefined });
  await applicant.sees('review-title');
  await applicant.settles();
  await page.getByRole('button', { name: /: use “/ }).first().click();
  await applicant.settles();
  await expect(page.getByRole('button', { name: /: use “/ })).toHaveCount(0);
});

test('a refused photo is shown with every cause, mended and sent again', async ({ page }) => {
  test.setTimeout(150_000);
  const made = await session(house);
  const applicant = new Applicant(page);
  const files = filesOf('dark');
  await page.goto(made.url);
  await applicant.reaches({ ...files, selfie: undefined });
  await applicant.sees('review-title');
  await applicant.settles();
  await applicant.button('review-submit').click();
  await applicant.button('review-anyway-yes').click();
  await expect(page.getByRole('heading', { level: 1, name: applicant.words('state-needs_resubmission-title') })).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole('img').first()).toBeVisible();
  await expect(page.getByText(applicant.words('review-no-face'))).toBeVisible();
  await looksRight(page, 'en/desktop', 'status-refused-photo');
  await applicant.button('status-mend').click();
  await applicant.sees('front-title');
  const { attempts } = await call<{ attempts: { submitted: number } }>(house, 'GET', `/v1/sessions/${made.id}`);
  expect(attempts.submitted).toBe(1);
});

test('a consent that is withdrawn takes the face along', async ({ page }) => {
  const made = await session(house);
  const applicant = new Applicant(page);
  await page.goto(made.url);
  await applicant.reaches(filesOf('nothing'));
  await applicant.sees('liveness-title');
  const kinds = async () => (await call<{ evidence: { kind: string }[] }>(house, 'GET', '/v1/applicant/session', undefined, made.client_token)).evidence.map(({ kind }) => kind);
  await expect.poll(kinds).toContain('selfie');
  await page.getByRole('button', { name: /left this device/ }).click();
  await applicant.button('withdraw').click();
  await applicant.button('withdraw-yes').click();
  await expect.poll(kinds).toEqual(['front']);
  await applicant.button('close').click();
  await applicant.button('face-without').click();
  await applicant.sees('review-title');
});
