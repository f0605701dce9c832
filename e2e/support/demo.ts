// Somebody at the demonstration: its inbox, and the pages of accounts by the words that people read.
import { expect, type Page } from '@playwright/test';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DRAWN, open, type House } from './house.ts';
import { looksRight } from './looks.ts';
import { said } from './texts.ts';
import type { Inbox } from '../../web/apply/src/api/account-types.ts';

/** Of everybody who registers here. */
export const PASSWORD = 'six quiet herons stand';
export const STORY = join(DRAWN, 'story');
export const demonstration = (settings: Record<string, string> = {}) => open(settings, mkdtempSync(join(tmpdir(), 'candor-e2e-')), ['--demo', '--story', STORY]);

export const words = (name: string, values?: Record<string, string | number>) => said('en', name, values, ['account']);
export const button = (page: Page, name: string, values?: Record<string, string | number>) => page.getByRole('button', { name: words(name, values), exact: true });
export const heading = (page: Page, name: string, values?: Record<string, string | number>) => page.getByRole('heading', { level: 1, name: words(name, values), exact: true });

export const inboxOf = async (own: House) => (await (await fetch(`${own.url}/v1/demo/inbox`)).json()) as Inbox;

export const read = new Set<string>();
/** The code of the newest letter to `to` that was not read before. */
export async function codeFor(own: House, to: string): Promise<string> {
  let code = '';
  await expect.poll(async () => {
    const letter = (await inboxOf(own)).letters.reverse().find((one) => one.to === to && /\b\d{6}\b/.test(one.subject) && !read.has(own.url + one.id));
    if (letter) read.add(own.url + letter.id);
    return (code = /\b\d{6}\b/.exec(letter?.subject ?? '')?.[0] ?? '');
  }, { timeout: 20_000 }).toMatch(/^\d{6}$/);
  return code;
}

/** The same for the README (`make pictures`). */
export async function seen(page: Page, name: string) {
  await looksRight(page, 'account-story', name);
  await page.screenshot({ path: `out/pictures/${name}.png`, fullPage: true, animations: 'disabled' });
}

/** Proves an address, and comes to the step that asks for a username and a way to sign in. */
export async function provesAddress(page: Page, own: House, link: string, address: string) {
  await page.goto(link);
  await expect(heading(page, 'account-title-register')).toBeVisible();
  await page.locator('#register-address').fill(address);
  await button(page, 'account-send-code').click();
  await page.locator('#register-code').fill(await codeFor(own, address));
  await button(page, 'account-go-on').click();
  await expect(heading(page, 'account-who-title')).toBeVisible();
}

/** Accepts the documents and the invitation, and comes to the last step with a word. */
export async function comesToLastStep(page: Page, own: House) {
  await looksRight(page, 'account-story', '2-documents');
  for (const box of await page.getByRole('checkbox').all()) await box.check();
  await button(page, 'account-go-on').click();
  // What the code gives is shown before anything is bound.
  await expect(page.getByText(words('account-invitation-once-title'))).toBeVisible();
  await seen(page, '3-invitation');
  await page.getByRole('button', { name: /^Use / }).or(button(page, 'account-invitation-use', { code: (await inboxOf(own)).invitation.code })).first().click();
  await page.locator('#register-word').fill('grey anchor');
}

export async function registers(page: Page, own: House, link: string, address: string) {
  await provesAddress(page, own, link, address);
  await page.locator('#register-username').fill('Sofie');
  await page.locator('#register-password').fill(PASSWORD);
  await button(page, 'account-go-on').click();
  await comesToLastStep(page, own);
  await button(page, 'account-create').click();
  await expect(heading(page, 'account-done-title')).toBeVisible();
  await looksRight(page, 'account-story', '4-registered');
}

/** What only somebody who is in sees. */
export const inside = (page: Page) => page.getByRole('link', { name: words('account-part-codes') });
/** Signs in with a password, and with a code where the device is not known any more. */
export async function signsIn(page: Page, own: House, address: string, password: string) {
  await page.locator('input[id$="-address"]').fill(address);
  await page.locator('input[type=password]').fill(password);
  await button(page, 'account-sign-in').click();
  const code = page.locator('input[autocomplete=one-time-code]');
  await expect(code.or(inside(page))).toBeVisible();
  if (await code.isVisible()) {
    await code.fill(await codeFor(own, address));
    await button(page, 'account-sign-in').click();
  }
  await expect(inside(page)).toBeVisible();
}
