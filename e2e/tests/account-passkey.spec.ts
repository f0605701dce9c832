// An account without a password, on the real server: opened with a passkey alone, kept, and given a password later.
import { expect, test as base, type Page } from '@playwright/test';
import { authenticator } from '../support/authenticator.ts';
import { button, comesToLastStep, demonstration, heading, inboxOf, inside, PASSWORD, provesAddress, signsIn, words } from '../support/demo.ts';
import { close, type House } from '../support/house.ts';
import { looksRight } from '../support/looks.ts';

// Passkeys belong to a domain.
const test = base.extend<{ own: House }>({
  own: async ({}, use) => {
    const own = await demonstration({ CANDOR_PUBLIC_URL: 'http://localhost:PORT' });
    await use(own);
    close(own);
  },
});

const FOLDER = 'account-passkey';
const way = (page: Page, name: 'passkey' | 'password') => page.getByRole('radio', { name: words(`account-way-${name}`) });
const section = (page: Page, name: string) => page.getByRole('region', { name: words(name), exact: true });
const remove = (page: Page) => section(page, 'account-passkeys').getByRole('button', { name: new RegExp(`^${words('account-passkey-remove')}`) });

/** Chooses a passkey, and comes to the last step. Gives where the pages of the account are. */
async function choosesPasskey(page: Page, own: House, address: string): Promise<string> {
  const { invitation, relying_party } = await inboxOf(own);
  await provesAddress(page, own, invitation.link, address);
  await page.getByLabel(words('account-username')).fill('Sofie');
  await expect(way(page, 'password')).toBeChecked();
  // By keyboard, as anybody can.
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowUp');
  await expect(way(page, 'passkey')).toBeChecked();
  await expect(page.locator('input[type=password]')).toHaveCount(0);
  await looksRight(page, FOLDER, '1-way');
  await button(page, 'account-go-on').click();
  await comesToLastStep(page, own);
  return `${new URL(invitation.link).origin}/account/${relying_party}`;
}

test('an account is opened with a passkey alone, and its only way in is not taken away', async ({ page, own }) => {
  test.setTimeout(180_000);
  const address = 'keys@utopia.example';
  await authenticator(page);
  const place = await choosesPasskey(page, own, address);
  await looksRight(page, FOLDER, '2-last-step');
  await button(page, 'account-create-passkey').click();
  await expect(heading(page, 'account-done-title')).toBeVisible();

  await page.goto(`${place}#security`);
  await expect(page.getByText(words('account-password-none'))).toBeVisible();
  await expect(page.getByText(words('account-problem-account-last-passkey'))).toBeVisible();
  await expect(remove(page)).toHaveCount(0);
  await looksRight(page, FOLDER, '3-no-password');
  await button(page, 'account-close-begin').click();
  await expect(button(page, 'account-close-yes')).toBeVisible();
  await expect(page.locator('input[type=password]')).toHaveCount(0);
  await button(page, 'account-close-no').click();

  await button(page, 'account-sign-out').first().click();
  await button(page, 'account-with-passkey').click();
  await expect(inside(page)).toBeVisible();

  // With a password besides, the passkey may go.
  await page.getByRole('link', { name: words('account-part-security') }).click();
  await button(page, 'account-password-add').click();
  await page.getByLabel(words('account-new-password'), { exact: true }).fill(PASSWORD);
  await button(page, 'account-save').click();
  await expect(page.getByText(words('account-password-added'))).toBeVisible();
  await expect(page.getByText(words('account-password-none'))).toHaveCount(0);
  await remove(page).click();
  await page.getByRole('dialog').getByRole('button', { name: words('account-passkey-remove'), exact: true }).click();
  await expect(remove(page)).toHaveCount(0);
  await expect(page.getByText(words('account-problem-account-last-passkey'))).toHaveCount(0);
  await looksRight(page, FOLDER, '4-password');
  await button(page, 'account-sign-out').first().click();
  await expect(heading(page, 'account-title-sign-in')).toBeVisible();
  await signsIn(page, own, address, PASSWORD);
});

test('where no passkey is made, a password is chosen instead, and nothing is lost', async ({ page, own }) => {
  test.setTimeout(180_000);
  const device = await authenticator(page);
  await device.verifies(false);
  const place = await choosesPasskey(page, own, 'declines@utopia.example');
  await button(page, 'account-create-passkey').click();
  await expect(page.getByText(words('account-passkey-declined'))).toBeVisible();
  await looksRight(page, FOLDER, '5-declined');

  await button(page, 'account-password-instead').click();
  await expect(heading(page, 'account-who-title')).toBeVisible();
  await expect(page.getByLabel(words('account-username'))).toHaveValue('Sofie');
  await expect(way(page, 'password')).toBeChecked();
  await page.getByLabel(words('account-password'), { exact: true }).fill(PASSWORD);
  await button(page, 'account-go-on').click();
  // What was done before is not asked for again.
  await expect(page.getByLabel(words('account-word'), { exact: true })).toHaveValue('grey anchor');
  await button(page, 'account-create').click();
  await expect(heading(page, 'account-done-title')).toBeVisible();
  await page.goto(`${place}#security`);
  await expect(button(page, 'account-password-change')).toBeVisible();
  await expect(remove(page)).toHaveCount(0);
});
