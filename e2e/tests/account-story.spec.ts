// The whole story of the demonstration: invited, registered, a wrong letter and a blurred photo mended, refused for the face, appealed, decided by two,
// verified, and a rebate earned.
import { expect, test as base, type Page } from '@playwright/test';
import { join } from 'node:path';
import { Appellant } from '../support/appellant.ts';
import { authenticator } from '../support/authenticator.ts';
import { button, codeFor, demonstration, heading, inboxOf, read, registers, seen, STORY, words } from '../support/demo.ts';
import { Desk } from '../support/desk.ts';
import { claimOf, close, open, type House } from '../support/house.ts';
import { looksRight } from '../support/looks.ts';
import { said } from '../support/texts.ts';
import type { Claim } from '../../web/apply/src/api/types.ts';

const photo = (name: string) => join(STORY, `${name}.jpg`);

const test = base.extend<{ own: House }>({
  own: async ({}, use) => {
    const own = await demonstration();
    await use(own);
    close(own);
  },
});

async function alone(page: Page): Promise<Page> {
  const context = await page.context().browser()?.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en' });
  if (!context) throw new Error('no browser');
  return context.newPage();
}

test('a newcomer is refused, appeals, is verified and earns', async ({ page, own }) => {
  test.setTimeout(300_000);
  const began = Date.now();
  const address = 'sofie@utopia.example';
  const claim = claimOf(STORY) as unknown as Claim;
  const applicant = new Appellant(page);

  await page.goto(`${own.url}/inbox`);
  await expect(page.getByText(claim.document.number, { exact: true })).toBeVisible();
  await looksRight(page, 'account-story', '1-inbox');
  const { invitation, reviewers, relying_party, name, friend, letters: old } = await inboxOf(own);
  for (const { id } of old) read.add(own.url + id);
  await registers(page, own, invitation.link, address);
  await button(page, 'account-verify').click();

  // A wrong letter, and a blurred photo: both are found before anything is sent.
  await applicant.agrees();
  const wrong = claim.family_name.replace(/.(?=.$)/, (letter) => (letter === 'O' ? 'E' : 'O'));
  await applicant.types({ ...claim, family_name: wrong });
  await applicant.goesOn();
  await applicant.sees('front-title');
  await applicant.chooses(photo('1-passport-blurred'));
  await seen(page, '5-blurred');
  await page.getByRole('button', { name: 'Take it again' }).first().click();
  await applicant.chooses(photo('2-passport'));
  await applicant.accepts();
  await applicant.sees('face-title');
  await applicant.chooses(photo('3-selfie'));
  await applicant.accepts();
  await applicant.sees('review-title');
  await applicant.settles();
  await seen(page, '6-letter');
  await page.getByRole('button', { name: /: use “/ }).first().click();
  await applicant.settles();
  await expect(page.getByRole('button', { name: /: use “/ })).toHaveCount(0);
  await applicant.button('review-submit').click();
  const anyway = applicant.button('review-anyway-yes');
  const refused = page.getByRole('heading', { level: 1, name: applicant.words('state-declined-title') });
  await expect(anyway.or(refused)).toBeVisible({ timeout: 60_000 });
  if (await anyway.isVisible()) await anyway.click();

  // Refused for the face, wrongly, by a clerk in a hurry: the portrait has worn off.
  await expect(refused).toBeVisible({ timeout: 60_000 });
  await expect(page.getByText(said('en', 'face-mismatch', {}, ['reasons'])).first()).toBeVisible();
  await expect(page.getByRole('link', { name: applicant.words('status-return', { party: name }) })).toHaveAttribute('href', `${own.url}/account/${relying_party}`);
  await seen(page, '7-refused');
  await applicant.button('appeal-card-begin').click();
  await applicant.sees('appeal-begin-title');
  await applicant.button('appeal-begin').click();
  await applicant.sees('appeal-title-contact');
  await applicant.button('appeal-contact-send').click();
  await page.locator('#appeal-code').fill(await codeFor(own, address));
  await applicant.button('go-on').click();
  await applicant.sees('appeal-title-write');
  await applicant.button('appeal-write-done').click();
  for (const [title, file] of [['appeal-title-held', '4-held'], ['appeal-title-paper', '5-statement']] as const) {
    await applicant.sees(title);
    await applicant.gives(photo(file));
    await applicant.button('go-on').or(applicant.button('photo-anyway')).first().click();
  }
  await applicant.sees('appeal-title-more');
  await applicant.button('go-on').click();
  await applicant.sees('appeal-title-review');
  await applicant.button('appeal-submit').click();
  await applicant.sees('appeal-waits-title');
  await seen(page, '8-appeal');
  // Every letter has the word, those of the appeal too.
  const { letters } = await inboxOf(own);
  const received = letters.filter(({ to }) => to === address);
  expect(received.length).toBeGreaterThan(3);
  // The first went out before there was an account.
  for (const letter of received.slice(1)) expect(letter.text, letter.subject).toContain('grey anchor');

  // Two people decide, the second without seeing what the first said.
  for (const [index, reviewer] of reviewers.entries()) {
    const fresh = (await inboxOf(own)).reviewers.find(({ login }) => login === reviewer.login);
    const desk = new Desk(await alone(page), own, reviewer.login, reviewer.password);
    await desk.enters(fresh?.code ?? '', name);
    const { cases } = await desk.asks<{ cases: { id: string }[] }>('GET', 'cases?mode=test&kind=appeal');
    await desk.opens(cases[0]?.id ?? '', 2);
    if (index === 0) await looksRight(desk.page, 'account-story', '9-reviewer', 'console');
    await desk.judges('overturn', index === 0 ? 'verdict-give' : 'verdict-second-give');
    if (index === 0) {
      await desk.choice('outcome-overturn').check();
      await desk.page.getByLabel(desk.words('decide-message')).fill('Your portrait has worn off. We compared you with it ourselves, and are sorry.');
      await desk.button('decide-propose').click();
      await desk.button('confirm-propose').click();
      await expect(desk.page.getByText(desk.words('beside-second'))).toBeVisible();
    }
  }
  await expect(page.getByRole('heading', { level: 1, name: applicant.words('appeal-outcome-overturned') })).toBeVisible({ timeout: 60_000 });
  await seen(page, '10-approved');

  // A trade, and what both see of it.
  await page.goto(`${own.url}/inbox`);
  await button(page, 'account-trade').click();
  await expect(page.getByText(/2\.50.*1\.25/)).toBeVisible();
  await looksRight(page, 'account-story', '11-trade');
  await page.goto(`${own.url}/account/${relying_party}`);
  await expect(page.getByRole('heading', { name: words('account-verification-verified') })).toBeVisible();
  await expect(page.getByText('1.25').first()).toBeVisible();
  await seen(page, '12-rebate');
  const lin = await alone(page);
  await lin.goto(`${own.url}/account/${relying_party}`);
  await lin.locator('input[autocomplete="username"], input[id$="-address"]').first().fill(friend.email);
  await lin.locator('input[type=password]').fill(friend.password);
  await button(lin, 'account-sign-in').click();
  await lin.locator('input[id$="-code"]').fill(await codeFor(own, friend.email));
  await button(lin, 'account-sign-in').click();
  await lin.getByRole('link', { name: words('account-part-codes') }).click();
  await expect(lin.getByText('2.50').first()).toBeVisible();
  // Totals and counts, never who.
  const told = await lin.locator('main').innerText();
  for (const secret of ['Sofie', 'sofie', claim.family_name]) expect(told).not.toContain(secret);
  await seen(lin, '13-friend');
  expect(Date.now() - began, 'the whole story within five minutes').toBeLessThan(300_000);
});

test('what is official is said, and what imitates it with how', async ({ page, own }) => {
  const { relying_party } = await inboxOf(own);
  await page.goto(`${own.url}/check/${relying_party}`);
  for (const [what, verdict, shot] of [
    ['https://www.utopia.example/login', 'official', '14-official'],
    ['https://utоpia.example/login', 'looks_like', '15-imitation'],
    ['https://weather.test', 'not_official', '16-other'],
  ] as const) {
    await page.locator('#check-what').fill(what);
    const answer = page.waitForResponse((one) => one.url().endsWith('/v1/channels/check'));
    await button(page, 'account-check').click();
    expect(((await (await answer).json()) as { answer: string }).answer).toBe(verdict);
    await looksRight(page, 'account-story', shot);
    await button(page, 'account-check-another').click();
  }
});

test('a demonstration is for this machine alone, and there only where it was asked for', async ({ own }) => {
  const other = await open();
  expect((await fetch(`${other.url}/v1/demo/inbox`)).status).toBe(404);
  close(other);
  expect((await fetch(`${own.url}/v1/demo/inbox`, { headers: { 'x-forwarded-for': '192.0.2.7' } })).status).toBe(404);
  expect((await fetch(`${own.url}/v1/demo/inbox`)).status).toBe(200);
});

test('a passkey is added with a sign-in just now, and then signs in by itself', async ({ page }) => {
  // Passkeys belong to a domain.
  const own = await demonstration({ CANDOR_PUBLIC_URL: 'http://localhost:PORT' });
  await authenticator(page);
  const { invitation, relying_party } = await inboxOf(own);
  await registers(page, own, invitation.link, 'passkey@utopia.example');
  const home = `${new URL(invitation.link).origin}/account/${relying_party}`;
  await page.goto(`${home}#security`);
  await button(page, 'account-passkey-add').click();
  await expect(page.getByRole('button', { name: new RegExp(`^${words('account-passkey-remove')}`) })).toBeVisible();
  await looksRight(page, 'account-story', '17-passkey');
  await button(page, 'account-sign-out').first().click();
  await expect(heading(page, 'account-title-sign-in')).toBeVisible();
  await button(page, 'account-with-passkey').click();
  await expect(page.getByRole('link', { name: words('account-part-codes') })).toBeVisible();
  close(own);
});
