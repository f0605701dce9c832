// An account on the real server after it was opened: a forgotten password, another address, the end, and all of it in Chinese.
import { expect, test as base, type Page } from '@playwright/test';
import { button, codeFor, demonstration, heading, inboxOf, PASSWORD, registers, signsIn, words } from '../support/demo.ts';
import { close, type House } from '../support/house.ts';
import { looksRight } from '../support/looks.ts';
import { said } from '../support/texts.ts';

const test = base.extend<{ own: House }>({
  own: async ({}, use) => {
    const own = await demonstration();
    await use(own);
    close(own);
  },
});

const FOLDER = 'account-ways';

/** A new account, and where its pages are. */
async function opened(page: Page, own: House, address: string): Promise<string> {
  const { invitation, relying_party } = await inboxOf(own);
  await registers(page, own, invitation.link, address);
  return `${own.url}/account/${relying_party}`;
}

test('a forgotten password is replaced by whoever reads the letters, and the old one ends', async ({ page, own }) => {
  const address = 'forgetful@utopia.example';
  const place = await opened(page, own, address);
  await page.goto(`${place}#security`);
  await button(page, 'account-sign-out').first().click();
  await page.getByRole('link', { name: words('account-forgot') }).click();
  await expect(heading(page, 'account-title-recover')).toBeVisible();

  // Nobody has this address, and the page says the same.
  await page.locator('#recover-address').fill('nobody@utopia.example');
  await button(page, 'account-send-code').click();
  await expect(page.getByText(words('account-recover-sent', { address: 'nobody@utopia.example' }))).toBeVisible();
  await button(page, 'account-other-address').click();
  await page.locator('#recover-address').fill(address);
  await button(page, 'account-send-code').click();
  await expect(page.getByText(words('account-recover-sent', { address }))).toBeVisible();
  const right = await codeFor(own, address);
  await page.locator('#recover-password').fill('nine blue kettles sing');
  await page.locator('#recover-code').fill(right === '000000' ? '000001' : '000000');
  await button(page, 'account-recover-set').click();
  await expect(page.getByText(words('account-code-refused'))).toBeVisible();
  await looksRight(page, FOLDER, '1-wrong-code');
  await page.locator('#recover-code').fill(right);
  await button(page, 'account-recover-set').click();
  await expect(page.getByText(words('account-recovered'))).toBeVisible();
  await looksRight(page, FOLDER, '2-recovered');

  await page.locator('input[id$="-address"]').fill(address);
  await page.locator('input[type=password]').fill(PASSWORD);
  await button(page, 'account-sign-in').click();
  await expect(page.getByText(words('account-password-refused'))).toBeVisible();
  await signsIn(page, own, address, 'nine blue kettles sing');
});

test('another address is taken when both have said so', async ({ page, own }) => {
  const [address, next] = ['old@utopia.example', 'new@utopia.example'];
  const place = await opened(page, own, address);
  await page.goto(`${place}#security`);
  await page.locator('section[aria-labelledby=contact]').getByRole('button', { name: words('account-contact-change') }).click();
  await page.locator('#contact-new').fill(next);
  await button(page, 'account-send-codes').click();
  const [old, fresh] = [await codeFor(own, address), await codeFor(own, next)];
  // The two are not the same, and neither stands for the other.
  await page.locator('#contact-old-code').fill(fresh);
  await page.locator('#contact-new-code').fill(old);
  await button(page, 'account-save').click();
  await expect(page.getByText(words('account-code-refused'))).toBeVisible();
  await looksRight(page, FOLDER, '3-exchanged');
  await page.locator('#contact-old-code').fill(old);
  await page.locator('#contact-new-code').fill(fresh);
  await button(page, 'account-save').click();
  await expect(page.getByText(words('account-contact-changed'))).toBeVisible();
  await looksRight(page, FOLDER, '4-changed');
  // The old address is told, and opens nothing any more.
  await expect.poll(async () => (await inboxOf(own)).letters.filter(({ to, subject }) => to === address && !/\d{6}/.test(subject)).length).toBeGreaterThan(0);
  await button(page, 'account-sign-out').first().click();
  await page.locator('input[id$="-address"]').fill(address);
  await page.locator('input[type=password]').fill(PASSWORD);
  await button(page, 'account-sign-in').click();
  await expect(page.getByText(words('account-password-refused'))).toBeVisible();
  await signsIn(page, own, next, PASSWORD);
});

test('an account with a balance is closed only by giving it up, and then for good', async ({ page, own }) => {
  const address = 'leaving@utopia.example';
  const place = await opened(page, own, address);
  await page.goto(`${own.url}/inbox`);
  await button(page, 'account-trade').click();
  await expect(page.getByText(/2\.50.*1\.25/)).toBeVisible();
  await page.goto(`${place}#security`);
  await button(page, 'account-close-begin').click();
  await page.locator('#close-password').fill(PASSWORD);
  await button(page, 'account-close-yes').click();
  await expect(page.getByText(words('account-close-balance'))).toBeVisible();
  await expect(page.getByText(/1\.25/).first()).toBeVisible();
  await button(page, 'account-close-yes-give-up').click();
  await expect(page.getByText(words('account-close-unsaid'))).toBeVisible();
  await looksRight(page, FOLDER, '5-balance');
  await page.locator('#close-give-up').check();
  await button(page, 'account-close-yes-give-up').click();
  await expect(page.getByText(words('account-is-closed'))).toBeVisible();
  await looksRight(page, FOLDER, '6-closed');
  await page.locator('input[id$="-address"]').fill(address);
  await page.locator('input[type=password]').fill(PASSWORD);
  await button(page, 'account-sign-in').click();
  await expect(page.getByText(words('account-password-refused'))).toBeVisible();
});

test('all of it in Chinese', async ({ page, own }) => {
  const chinese = (name: string, values?: Record<string, string | number>) => said('zh-CN', name, values, ['account']);
  const place = await opened(page, own, 'chinese@utopia.example');
  const { relying_party } = await inboxOf(own);
  for (const [at, title, shot] of [
    [`${own.url}/inbox`, 'account-title-inbox', '7-inbox'],
    [place, 'account-hello', '8-home'],
    [`${place}#codes`, 'account-part-codes', '9-codes'],
    [`${place}#security`, 'account-part-security', '10-security'],
    [`${own.url}/check/${relying_party}`, 'account-check-title', '11-check'],
  ] as const) {
    await page.goto('about:blank');
    await page.goto(at);
    const other = page.getByRole('button', { name: '简体中文' });
    if (at.endsWith('inbox')) await other.click();
    await expect(page.locator('h1')).toHaveText(chinese(title, { party: 'Utopia Exchange', username: 'Sofie' }));
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await looksRight(page, FOLDER, shot);
  }
  await page.locator('#check-what').fill('https://utopia.exarnple/invite?code=94TA-9E99');
  await page.getByRole('button', { name: chinese('account-check'), exact: true }).click();
  await expect(page.getByText(chinese('account-answer-looks-like'))).toBeVisible();
  await looksRight(page, FOLDER, '12-imitation');
  await page.goto('about:blank');
  await page.goto(`${place}#security`);
  await page.getByRole('button', { name: chinese('account-sign-out'), exact: true }).first().click();
  await expect(page.locator('h1')).toHaveText(chinese('account-title-sign-in'));
  await looksRight(page, FOLDER, '13-signed-out');
  await page.goto('about:blank');
  await page.goto(`${place}/register`);
  await looksRight(page, FOLDER, '14-register');
});
