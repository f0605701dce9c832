// What the pages are for: to pass, and to find the fault before it is submitted.
import { expect, test } from '@playwright/test';
import { Applicant } from '../support/applicant.ts';
import { remembered, session, until } from '../support/house.ts';
import { filesOf } from '../support/cases.ts';

const house = remembered();

test('a document in order passes', async ({ page }) => {
  const made = await session(house);
  const applicant = new Applicant(page);
  await page.goto(made.url);
  await applicant.reaches(filesOf('nothing'));
  expect(page.url(), 'the token left the address at once').not.toContain('client_');
  await applicant.sees('review-title');
  await applicant.button('review-submit').click();
  await applicant.sees('state-approved-title');
  expect(await until(house, made.id, ['approved'])).toBe('approved');
});

test('a wrong letter is found before it is submitted, and mended with one tap', async ({ page }) => {
  const made = await session(house);
  const applicant = new Applicant(page);
  await page.goto(made.url);
  await applicant.reaches(filesOf('one-letter'));
  await applicant.sees('review-title');
});
