// Going on with another device: the link works once, the first device lets the second in by its number, and can end it.
import { expect, test, type Browser } from '@playwright/test';
import { Applicant } from '../support/applicant.ts';
import { call, remembered, session } from '../support/house.ts';
import { looksRight } from '../support/looks.ts';

const house = remembered();

async function both(browser: Browser) {
  const made = await session(house);
  const first = new Applicant(await (await browser.newContext()).newPage());
  const answer = first.page.waitForResponse((answer) => answer.url().endsWith('/handovers') && answer.request().method() === 'POST');
  await first.page.goto(made.url);
  await first.agrees(false);
  await first.sees('you-title');
  await first.page.locator('#number').fill('X1234567');
  await first.button('handover-title').click();
  const { url } = (await (await answer).json()) as { url: string };
  const second = new Applicant(await (await browser.newContext()).newPage());
  await second.page.goto(url);
  await second.sees('joining-title');
  return { made, first, second, url };
}

/** The number that the second device shows. */
async function shown(second: Applicant): Promise<string> {
  const words = second.page.getByRole('status').filter({ hasText: second.words('joining-number-is') });
  await expect(words).toContainText(/\d\d/);
  return /\d\d/.exec(await words.innerText())?.[0] ?? '';
}

test('the right number lets the second device in, and the first can end it', async ({ browser }) => {
  const { first, second } = await both(browser);
  const number = await shown(second);
  await expect(first.page.getByRole('group', { name: first.words('handover-numbers') })).toBeVisible();
  await looksRight(first.page, 'en/desktop', '9-handover-number');
  await looksRight(second.page, 'en/desktop', '9-joining');
  expect(second.page.url(), 'no token stays in the address').not.toContain('hand_');
  await first.page.getByRole('group', { name: first.words('handover-numbers') }).getByRole('button', { name: number, exact: true }).click();
  await second.sees('you-title');
  await expect(second.page.locator('#number'), 'what was typed comes along').toHaveValue('X1234567');
  await looksRight(first.page, 'en/desktop', '9-handover-follows');
  await first.button('handover-end').click();
  await first.page.getByRole('dialog').getByRole('button', { name: first.words('handover-end') }).click();
  await second.page.reload();
  await second.sees('lost-title');
});

test('a wrong number lets nobody in', async ({ browser }) => {
  const { first, second } = await both(browser);
  const number = await shown(second);
  const others = first.page.getByRole('group', { name: first.words('handover-numbers') }).getByRole('button').filter({ hasNotText: number });
  await others.first().click();
  await expect(first.page.getByText(first.words('problem-handover-wrong-number'))).toBeVisible();
  await expect(second.page.getByText(second.words('joining-ended'))).toBeVisible();
});

test('a link that was used is used up', async ({ browser }) => {
  const { made, url } = await both(browser);
  const third = new Applicant(await (await browser.newContext()).newPage());
  await third.page.goto(url);
  await expect(third.page.getByText(third.words('joining-refused'))).toBeVisible();
  const { state } = await call<{ state: string }>(house, 'GET', `/v1/sessions/${made.id}`);
  expect(state).toBe('collecting');
});
