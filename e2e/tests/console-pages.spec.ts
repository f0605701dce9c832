// Every page of the console in both languages, light and dark, wide and narrow: seen whole, and silent under axe.
import { expect, test } from '../support/reviewer.ts';

const SCREENS = {
  wide: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: 'dark' },
  narrow: { viewport: { width: 768, height: 1024 }, colorScheme: 'light' },
} as const;

/** Colours are the same in each language, and letters are the same in each light: not everything is tried with everything. */
const LOOKED_AT = [['en', 'wide'], ['en', 'dark'], ['en', 'narrow'], ['zh-CN', 'dark'], ['zh-CN', 'narrow']] as const;

for (const [language, screen] of LOOKED_AT) {
  test.describe(`the console in ${language}, ${screen}`, () => {
    test.use({ ...SCREENS[screen], locale: language, language, folder: `${language}/${screen}` });

    test.describe('signed out', () => {
      test.use({ house: { signedIn: false, many: true, enrolled: false } });
      test('signing in', async ({ reviewer, page }) => {
        await reviewer.at();
        await reviewer.sees('sign-in-title');
        await reviewer.looks('1-sign-in');
        await page.getByLabel(reviewer.words('sign-in-party')).fill('utopia');
        await reviewer.signsIn('wrong');
        await expect(page.getByRole('alert')).toHaveText(reviewer.words('problem-console-refused'));
        await reviewer.looks('1-sign-in-refused');
        await reviewer.signsIn();
        await reviewer.sees('enrol-title');
        await reviewer.looks('1-enrol');
        await page.getByLabel(reviewer.words('code-label'), { exact: true }).fill('123456');
        await reviewer.button('code-go').click();
        await reviewer.sees('queue-title');
      });
    });

    test('the queue', async ({ reviewer, page }) => {
      reviewer.fake.page = 12;
      await reviewer.at();
      await expect(page.getByRole('row')).toHaveCount(13);
      await page.keyboard.press('j');
      await page.keyboard.press('j');
      await reviewer.looks('2-queue');
      await page.keyboard.press('?');
      await reviewer.looks('2-shortcuts');
      await page.keyboard.press('Escape');
      await page.getByText(reviewer.words('mode-test'), { exact: true }).click();
      await page.getByText(reviewer.words('stage-lead'), { exact: true }).click();
      await expect(page.getByText(reviewer.words('queue-none-such'))).toBeVisible();
      await reviewer.looks('2-queue-empty');
    });

    test('a case, from masked to proposed', async ({ reviewer, page }) => {
      await reviewer.at('/case/cas_smyth1');
      await expect(reviewer.heading('beside-open-title')).toBeVisible();
      await reviewer.looks('3-masked');
      await reviewer.button('beside-open').click();
      await reviewer.looks('3-opening');
      await page.keyboard.press('Escape');
      await reviewer.opens('cas_smyth1');
      await reviewer.looks('3-opened');
      await reviewer.choice('outcome-partial').check();
      await page.getByRole('checkbox', { name: reviewer.words('family-data') }).check();
      await reviewer.judges('partial');
      await expect(reviewer.heading('decide-proposal-title')).toBeVisible();
      await page.getByRole('group', { name: reviewer.words('decide-strike') }).getByRole('checkbox').first().check();
      await page.getByLabel(reviewer.words('decide-message')).fill('The letter was read wrong; we are sorry for the trouble.');
      await expect(page.locator('article[lang]')).toHaveCount(2);
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await reviewer.looks('4-proposal');
      await reviewer.button('reasons-all').click();
      await reviewer.looks('4-reasons');
      await reviewer.button('reasons-close').click();
      await reviewer.button('decide-propose').click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await reviewer.looks('4-confirm');
      await reviewer.button('confirm-propose').click();
      await expect(page.getByText(reviewer.words('beside-second'))).toBeVisible();
      await reviewer.looks('4-proposed');
    });

    test('the other stages', async ({ reviewer, page }) => {
      await reviewer.opens('cas_second');
      await expect(page.getByText(reviewer.words('verdict-second-why'))).toBeVisible();
      await reviewer.looks('5-second');
      await reviewer.opens('cas_lead01');
      await expect(reviewer.heading('verdicts-title')).toBeVisible();
      await reviewer.looks('5-lead');
      await reviewer.opens('cas_review');
      await reviewer.choice('outcome-declined').check();
      await expect(page.locator('article[lang]')).toHaveCount(2);
      await reviewer.looks('5-review');
      await reviewer.at('/case/cas_barred');
      await expect(page.getByText(reviewer.words('barred-decided_before-what'))).toBeVisible();
      await reviewer.looks('5-barred');
    });

    test('search and numbers', async ({ reviewer, page }) => {
      await reviewer.at('/search');
      await reviewer.looks('6-search');
      await page.getByText(reviewer.words('search-external_id'), { exact: true }).first().click();
      await page.locator('#sought').fill('u-8820131');
      await page.keyboard.press('Enter');
      await expect(page.getByRole('row')).toHaveCount(3);
      await reviewer.looks('6-search-found');
      await reviewer.at('/dashboard');
      await expect(page.getByRole('img', { name: reviewer.words('chart-title', { days: 30 }) })).toBeVisible();
      await page.getByText(reviewer.words('chart-table')).first().click();
      await reviewer.looks('7-dashboard');
    });

    test('what admins and auditors see', async ({ reviewer, page }) => {
      await reviewer.at('/webhooks');
      await expect(page.getByRole('row')).toHaveCount(51);
      await reviewer.looks('8-webhooks');
      await reviewer.at('/policy');
      await page.getByRole('textbox', { name: reviewer.words('policy-text') }).fill('[images]\nglare = { at_most = 0.04, unit = "share" }\n');
      await reviewer.button('policy-try').click();
      await expect(reviewer.heading('policy-would')).toBeVisible();
      await reviewer.looks('9-policy');
      await reviewer.button('policy-save').click();
      await reviewer.looks('9-policy-save');
      await reviewer.at('/users');
      await expect(page.getByRole('row')).toHaveCount(5);
      await reviewer.looks('a-users');
      await reviewer.button('users-new').click();
      await page.getByLabel(reviewer.words('sign-in-login'), { exact: true }).fill('una');
      await reviewer.looks('a-user-new');
      await reviewer.button('users-create').click();
      await expect(page.getByText('quiet-lamp-river-41')).toBeVisible();
      await reviewer.looks('a-user-password');
      await reviewer.button('close').click();
      await reviewer.button('users-manage-one', { login: 'mei.tan' }).click();
      await reviewer.looks('a-user-manage');
      await reviewer.at('/audit');
      await expect(page.getByRole('row')).toHaveCount(101);
      await reviewer.looks('b-audit');
      await reviewer.at('/account');
      await reviewer.sees('account-title');
      await reviewer.looks('b-account');
    });
  });
}
