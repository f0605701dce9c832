// What an appeal is for: refused for the face, one part missing and mended, judged blind by one and confirmed by another, overturned, and forgotten.
import { expect, test as base, type Page } from '@playwright/test';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Appellant } from '../support/appellant.ts';
import { decided } from '../support/cases.ts';
import { admin, Desk, letter, party } from '../support/desk.ts';
import { hooks } from '../support/hooks.ts';
import { call, close, DRAWN, open, session, until, type House } from '../support/house.ts';
import { looksRight } from '../support/looks.ts';
import { LANGUAGES, said } from '../support/texts.ts';

const test = base.extend<{ own: House }>({
  own: async ({}, use) => {
    const own = await open({ CANDOR_WEBHOOKS_TO_PRIVATE_ADDRESSES: 'true' });
    await use(own);
    close(own);
  },
});

/** A drawn photo of an appeal, by its fault. */
function drawn(fault: string, shown: string): string {
  const folder = join(DRAWN, 'held');
  const name = readdirSync(folder).find((name) => name.startsWith(`${shown}-${fault}-`) && name.endsWith('.jpg'));
  if (!name) throw new Error(`no photo ${shown}-${fault} in ${folder}`);
  return join(folder, name);
}

/** A page of its own, with its own cookies. */
async function alone(page: Page): Promise<Page> {
  const browser = page.context().browser();
  if (!browser) throw new Error('no browser');
  return (await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en' })).newPage();
}

/** A session that a clerk declined for the face. */
async function refused(own: House, page: Page, locale = 'en') {
  const made = await session(own, { locale });
  await decided(own, made, 'TEST-face.mismatch');
  await until(own, made.id, ['in_review']);
  const clerk = Desk.register(await alone(page), own, `clerk-${locale}`, 'reviewer');
  await clerk.arrives();
  const { cases } = await clerk.asks<{ cases: { id: string; session: string }[] }>('GET', 'cases?mode=test&kind=review');
  const id = cases.find((one) => one.session === made.id)?.id ?? '';
  await clerk.asks('POST', `cases/${id}/take`, {});
  await clerk.asks('POST', `cases/${id}/open`, { purpose: 'decide' });
  await clerk.asks('POST', `cases/${id}/decision`, { outcome: 'declined', reasons: ['face.mismatch'] });
  await until(own, made.id, ['declined']);
  return made;
}

async function proves(applicant: Appellant, own: House) {
  await applicant.sees('appeal-title-contact');
  await applicant.button('appeal-contact-send').click();
  const code = /: (\d{6})/.exec(await letter(own, 'Your code: '))?.[1] ?? '';
  await applicant.page.locator('#appeal-code').fill(code);
  await applicant.button('go-on').click();
}

test('refused for the face, appealed, judged blind, confirmed, overturned, approved and shredded', async ({ page, own }) => {
  test.setTimeout(300_000);
  // What is decided is shredded at once here; everywhere else it takes thirty days.
  await call(own, 'PUT', '/v1/policy', { toml: '[appeals]\nevidence_days = 0\n' });
  const heard = await hooks(own);
  const made = await refused(own, page);
  const applicant = new Appellant(page);
  await applicant.begins(made.url);
  await applicant.button('appeal-begin').click();
  await proves(applicant, own);
  await applicant.sees('appeal-title-write');
  await looksRight(page, 'appeal-story', '1-write');
  await applicant.button('appeal-write-done').click();
  // One part is missing: it is named, and mended.
  await applicant.sees('appeal-title-held');
  await applicant.gives(drawn('no-document', 'held'));
  const missing = page.getByText(said('en', 'appeal-held_id_missing', {}, ['reasons']), { exact: true });
  await expect(missing).toBeVisible();
  await looksRight(page, 'appeal-story', '2-missing');
  await page.getByRole('button', { name: 'Take it again' }).click();
  await applicant.gives(drawn('complete', 'held'));
  await looksRight(page, 'appeal-story', '3-mended');
  await expect(missing).toHaveCount(0);
  await applicant.button('go-on').or(applicant.button('photo-anyway')).first().click();
  await applicant.sees('appeal-title-paper');
  await applicant.gives(drawn('complete', 'statement'));
  await applicant.button('go-on').or(applicant.button('photo-anyway')).first().click();
  await applicant.sees('appeal-title-more');
  await page.locator('#appeal-explanation').fill('<img src=x onerror=alert(1)> It is me.');
  await applicant.button('go-on').click();
  await applicant.sees('appeal-title-review');
  await applicant.button('appeal-submit').click();
  await applicant.sees('appeal-waits-title');
  await looksRight(page, 'appeal-story', '4-waits');
  const receipt = /[A-Z2-9]{4}-[A-Z2-9]{4}/.exec(await letter(own, 'We have your appeal'))?.[0] ?? '';

  const ada = Desk.register(await alone(page), own, 'ada', 'reviewer');
  await ada.arrives();
  const found = await ada.asks<{ found: { case: string; receipt: string }[] }>('POST', 'search', { by: 'receipt', value: receipt, purpose: 'decide' });
  const id = found.found[0]?.case ?? '';
  await ada.page.getByText(ada.words('mode-test'), { exact: true }).click();
  await looksRight(ada.page, 'appeal-story', '5-queue', 'console');
  await ada.opens(id, 2);
  // The number that was entered is shown, and no finding.
  const blind = (await ada.page.locator('main').innerText()).replaceAll('TEST-face.mismatch', '');
  for (const finding of ['face.mismatch', said('en', 'face-mismatch', {}, ['reasons'])]) expect(blind).not.toContain(finding);
  // What somebody wrote is text, whatever it looks like.
  await expect(ada.page.getByText('<img src=x onerror=alert(1)> It is me.')).toBeVisible();
  await looksRight(ada.page, 'appeal-story', '6-blind', 'console');
  await ada.judges('overturn');
  await expect(ada.page.getByRole('heading', { name: ada.words('decide-proposal-title') })).toBeVisible();
  await looksRight(ada.page, 'appeal-story', '7-findings', 'console');
  await ada.choice('outcome-overturn').check();
  await ada.page.getByLabel(ada.words('decide-message')).fill('We looked again and are sorry.');
  await ada.button('decide-propose').click();
  await ada.button('confirm-propose').click();
  await expect(ada.page.getByText(ada.words('beside-second'))).toBeVisible();

  const bo = Desk.register(await alone(page), own, 'bo', 'reviewer');
  await bo.arrives();
  await bo.opens(id, 2);
  await bo.judges('overturn', 'verdict-second-give');
  await until(own, made.id, ['approved']);
  await page.reload();
  await expect(page.getByText('We looked again and are sorry.')).toBeVisible({ timeout: 30_000 });
  await looksRight(page, 'appeal-story', '8-result');

  const { appeals } = await call<{ appeals: { id: string; outcome: string }[] }>(own, 'GET', `/v1/appeals?session=${made.id}`);
  expect(appeals[0]?.outcome).toBe('overturned');
  await expect.poll(async () => (await call<{ evidence_deleted_at: string | null }>(own, 'GET', `/v1/appeals/${appeals[0]?.id}`)).evidence_deleted_at, { timeout: 60_000 }).not.toBeNull();
  await expect.poll(() => heard.kinds, { timeout: 30_000 }).toContain('appeal.evidence_shredded');
  for (const kind of ['appeal.created', 'appeal.submitted', 'appeal.decided', 'appeal.closed', 'session.approved']) expect(heard.kinds).toContain(kind);
  expect(heard.faults).toEqual([]);
  heard.close();
});

test('what is published is read as a page, where the relying party wants it', async ({ page, own }) => {
  const id = party(own);
  expect((await page.goto(`${own.url}/transparency/${id}`))?.status()).toBe(404);
  admin(own, 'appeals', id, '--transparency', 'yes', '--calendar', 'cn', '--redress', 'The ombudsman of Utopia');
  for (const language of LANGUAGES) {
    await page.goto(`${own.url}/transparency/${id}?lang=${language}`);
    await expect(page.locator('dd').first()).toBeVisible();
    await looksRight(page, 'appeal-story', `9-open-${language}`);
  }
});
