// Every page in both languages, at the size of a phone and of a desktop: seen whole, and silent under axe.
import { expect, test } from '@playwright/test';
import { Applicant, SCREENS } from '../support/applicant.ts';
import { decided, filesOf } from '../support/cases.ts';
import { remembered, session, until } from '../support/house.ts';
import { looksRight } from '../support/looks.ts';
import { LANGUAGES } from '../support/texts.ts';

const house = remembered();
/** What a test key gets for a document number, and the page that shows it. */
const OUTCOMES = {
  approved: 'TEST-APPROVED',
  declined: 'TEST-DECLINED',
  in_review: 'TEST-IN-REVIEW',
  needs_resubmission: 'TEST-img.glare',
} as const;

for (const language of LANGUAGES) {
  for (const [screen, looked] of Object.entries(SCREENS)) {
    const folder = `${language}/${screen}`;
    test.describe(`${language} on a ${screen}`, () => {
      test.use({ ...looked, locale: language });

      test('the way to the review', async ({ page }) => {
        const made = await session(house, { locale: language });
        const applicant = new Applicant(page, language);
        const files = filesOf('wrong-type');
        const looks = (name: string) => looksRight(page, folder, name);
        await page.goto(made.url);
        await applicant.sees('start-title');
        await looks('1-start');
        await applicant.agrees();
        await applicant.sees('you-title');
        await looks('2-you');
        await applicant.goesOn();
        await looks('2-you-missing');
        await applicant.types(files.claim);
        await expect(page.getByText(applicant.words('you-mrz'))).toBeVisible();
        await looks('2-you-filled');
        await applicant.goesOn();
        await applicant.sees('front-title');
        await looks('3-front');
        // The browser's own fake camera shows no document: what is missing is said.
        await applicant.hinted();
        await looks('3-front-camera');
        await applicant.chooses(files.front);
        await looks('3-front-photo');
        await applicant.accepts();
        if (files.back && (await page.getByRole('heading', { level: 1, name: applicant.words('back-title') }).count())) {
          await applicant.chooses(files.back);
          await looks('4-back-photo');
          await applicant.accepts();
        }
        await applicant.sees('face-title');
        await looks('5-face');
        await applicant.hinted();
        await looks('5-face-camera');
        await applicant.chooses(files.selfie ?? '');
        await looks('5-face-photo');
        await applicant.accepts();
        await applicant.sees('liveness-title');
        await looks('6-liveness');
        await applicant.button('live-prepare').click();
        await expect(applicant.button('intro-open')).toBeVisible();
        await looks('6-liveness-movements');
        await applicant.hinted();
        await looks('6-liveness-camera');
        await applicant.button('live-cannot').click();
        await looks('6-liveness-cannot');
        await applicant.button('cannot-person').click();
        await applicant.sees('review-title');
        await applicant.settles();
        await looks('7-review');
        await applicant.button('contact').click();
        await looks('8-contact');
        await page.keyboard.press('Escape');
        await page.getByRole('contentinfo').getByRole('button').nth(1).click();
        await looks('8-left');
        await page.keyboard.press('Escape');
        await applicant.button('handover-title').click();
        await applicant.sees('handover-title');
        await expect(page.getByRole('img', { name: applicant.words('handover-qr') })).toBeVisible();
        await looks('9-handover');
      });

      test('where it stands', async ({ page }) => {
        const applicant = new Applicant(page, language);
        for (const [state, number] of Object.entries(OUTCOMES)) {
          const made = await session(house, { locale: language });
          await decided(house, made, number);
          await until(house, made.id, [state]);
          await page.goto('about:blank');
          await page.goto(made.url);
          await applicant.sees(`state-${state}-title`);
          await looksRight(page, folder, `status-${state}`);
        }
      });

      test('without a way in', async ({ page }) => {
        await page.goto(`${house.url}/verify`);
        await new Applicant(page, language).sees('lost-title');
        await looksRight(page, folder, 'lost');
      });

      test('reasons, for everybody', async ({ page }) => {
        await page.goto(`${house.url}/reasons/img.glare?lang=${language}`);
        await expect(page.locator('h1')).toBeVisible();
        await looksRight(page, folder, 'reason');
        await page.goto(`${house.url}/reasons?lang=${language}`);
        await looksRight(page, folder, 'reasons');
      });
    });
  }
}
