// What can happen to an appeal on its way: left and come back to, cut off, late, answered, taken back, and done without a mouse.
import { expect, type Page } from '@playwright/test';
import { CODE, HINT, later, type Fake } from '../support/appeal-fake.ts';
import { Appellant, declined, photo, selfie, test } from '../support/appellant.ts';
import { line } from '../support/cut.ts';
import { tab } from '../support/keys.ts';
import { looksRight } from '../support/looks.ts';
import type { Appeal } from '../../web/apply/src/api/appeal-types.ts';

/** At the first step of an appeal that was just begun. */
async function begun(page: Page, fake: Fake, url?: string): Promise<{ applicant: Appellant; appeal: Appeal; url: string }> {
  const applicant = new Appellant(page);
  const address = url ?? (await declined(fake));
  await applicant.begins(address);
  await applicant.button('appeal-begin').click();
  await applicant.sees('appeal-title-contact');
  if (!fake.appeal) throw new Error('nothing was begun');
  return { applicant, appeal: fake.appeal, url: address };
}
const step = (page: Page, to: string) => page.evaluate((to) => (history.pushState(null, '', `/verify/appeal/${to}`), dispatchEvent(new PopStateEvent('popstate'))), to);

test('with the keyboard alone, to the receipt', async ({ page, fake }) => {
  const { applicant } = await begun(page, fake);
  const heading = (title: string) => expect(page.getByRole('heading', { level: 1, name: applicant.words(title) }), `${title} is led to`).toBeFocused();
  const press = async (name: string) => {
    await tab(page, applicant.button(name));
    await page.keyboard.press('Enter');
  };
  let next = selfie;
  page.on('filechooser', (chooser) => void chooser.setFiles(next));
  const choose = async () => {
    await tab(page, page.locator('input[type=file]'));
    await page.keyboard.press('Enter');
    await press('appeal-send-photo');
    await press('go-on');
  };
  await heading('appeal-title-contact');
  await press('appeal-contact-send');
  await expect(page.locator('#appeal-code')).toBeFocused();
  await page.keyboard.type(CODE);
  await page.keyboard.press('Enter');
  await heading('appeal-title-write');
  // Read letter by letter, and no number of minutes is told by itself.
  await expect(page.getByText('K, 7, Q, 4, M, 2')).toBeAttached();
  await expect(page.getByRole('timer')).toHaveAttribute('aria-live', 'off');
  await press('appeal-write-done');
  await heading('appeal-title-held');
  await choose();
  await heading('appeal-title-paper');
  next = photo;
  await choose();
  await heading('appeal-title-more');
  await press('go-on');
  await heading('appeal-title-review');
  await press('appeal-submit');
  await heading('appeal-waits-title');
  await expect(page).toHaveTitle(new RegExp(applicant.words('appeal-waits-title')));
  await page.goBack();
  await applicant.sees('appeal-waits-title');
});

test('what is missing is named and led to; what was typed and sent is there on another device', async ({ page, fake, browser }) => {
  const { applicant, url } = await begun(page, fake);
  await step(page, 'more');
  await page.locator('#appeal-explanation').fill('Typed and left at once.');
  // Left before the pause is over.
  await page.goto('about:blank');
  await expect.poll(() => fake.appeal?.explanation).toBe('Typed and left at once.');
  await page.goto(url);
  await applicant.button('appeal-card-on').click();
  await applicant.sees('appeal-title-contact');
  await step(page, 'review');
  await applicant.sees('appeal-title-review');
  await expect(page.locator('main li.open')).toHaveCount(3);
  await looksRight(page, 'appeal/en/more', 'review-missing');
  await page.locator('main li.open', { hasText: applicant.words('appeal-step-held') }).getByRole('button').click();
  await applicant.sees('appeal-title-held');
  await applicant.gives(selfie);
  const other = new Appellant(await (await browser.newContext()).newPage());
  await other.page.goto(url);
  await other.button('appeal-card-on').click();
  await other.sees('appeal-title-contact');
  await step(other.page, 'held');
  await expect(other.page.locator('main img')).toBeVisible();
  await step(other.page, 'more');
  await expect(other.page.locator('#appeal-explanation')).toHaveValue('Typed and left at once.');
});

test('without a connection what is typed is kept, and a photo goes on where it stopped', async ({ page, fake }) => {
  const phone = await line(fake.url);
  const url = (await declined(fake)).replace(fake.url, phone.url);
  const { applicant, appeal } = await begun(page, fake, url);
  await step(page, 'held');
  phone.cutAfter(90_000);
  await page.locator('input[type=file]').setInputFiles(selfie);
  await applicant.button('appeal-send-photo').click();
  await expect(page.getByText(applicant.words('connection-away'))).toBeVisible();
  await looksRight(page, 'appeal/en/more', 'held-away');
  phone.mend();
  await expect(applicant.button('go-on')).toBeVisible({ timeout: 40_000 });
  expect(appeal.files.filter(({ kind }) => kind === 'held')).toHaveLength(1);
  // Left while it is under way: it goes on by itself.
  await step(page, 'paper');
  phone.cutAfter(90_000);
  await page.locator('input[type=file]').setInputFiles(photo);
  await applicant.button('appeal-send-photo').click();
  await expect(page.getByText(applicant.words('connection-away'))).toBeVisible();
  phone.mend();
  await page.reload();
  await expect(applicant.button('go-on')).toBeVisible({ timeout: 40_000 });
  expect(appeal.files.filter(({ kind, received, size }) => kind === 'statement' && received === size)).toHaveLength(1);
  await step(page, 'more');
  phone.cut();
  await page.locator('#appeal-explanation').fill('Nobody hears this now.');
  await page.waitForTimeout(2500);
  phone.mend();
  await page.reload();
  await expect(page.locator('#appeal-explanation')).toHaveValue('Nobody hears this now.');
  await expect.poll(() => appeal.explanation).toBe('Nobody hears this now.');
  await phone.close();
});

test('a photo that was taken again takes the place of the one before; a look that fails keeps nobody', async ({ page, fake }) => {
  const { applicant, appeal } = await begun(page, fake);
  await step(page, 'held');
  fake.finds = [HINT];
  await applicant.gives(selfie);
  await applicant.button('photo-again').click();
  fake.finds = null;
  await page.locator('input[type=file]').setInputFiles(photo);
  await applicant.button('appeal-send-photo').click();
  await expect(page.getByText(applicant.words('appeal-not-looked'))).toBeVisible();
  expect(appeal.files.map(({ kind }) => kind)).toEqual(['held']);
  await applicant.button('go-on').click();
  await applicant.sees('appeal-title-paper');
});

test('the camera takes the photo by its timer', async ({ page, fake }) => {
  const { applicant } = await begun(page, fake);
  await step(page, 'held');
  await applicant.button('intro-open').click();
  await expect(applicant.button('shutter')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByText(applicant.words('appeal-timer-runs', { seconds: 5 }))).toBeAttached();
  await page.waitForTimeout(1200);
  await looksRight(page, 'appeal/en/more', 'held-timer');
  await expect(applicant.button('appeal-send-photo')).toBeVisible({ timeout: 20_000 });
});

test('a code that is over is renewed, with a word on what that means', async ({ page, fake }) => {
  const { applicant, appeal } = await begun(page, fake);
  await step(page, 'held');
  await applicant.gives(selfie);
  await step(page, 'write');
  await applicant.button('appeal-code-new').click();
  await expect(page.getByRole('dialog').getByText(applicant.words('appeal-code-sure-what'))).toBeVisible();
  await looksRight(page, 'appeal/en/more', 'code-sure');
  await page.getByRole('dialog').getByRole('button', { name: applicant.words('appeal-code-new') }).click();
  await expect(page.getByText('W, 3, X, H, 8, P')).toBeAttached();
  await expect(page.getByText(applicant.words('appeal-code-made-photos'))).toBeVisible();
  if (appeal.statement) appeal.statement.code_expires_at = later(-1);
  appeal.contact.proven = true;
  await page.reload();
  await expect(page.getByText(applicant.words('appeal-code-over'))).toBeVisible();
  await expect(applicant.button('appeal-write-done')).toHaveCount(0);
  await looksRight(page, 'appeal/en/more', 'code-over');
  await step(page, 'paper');
  await applicant.gives(photo);
  await step(page, 'review');
  await expect(page.getByText(applicant.words('appeal-review-expired'))).toBeVisible();
  await expect(applicant.button('appeal-submit')).toBeDisabled();
  await looksRight(page, 'appeal/en/more', 'review-expired');
});

test('two ways to be reached, or none', async ({ page, fake }) => {
  const { applicant, appeal } = await begun(page, fake);
  Object.assign(appeal.contact, { kind: null, masked: null, kinds: ['email', 'phone'] });
  await page.reload();
  await page.getByRole('radio', { name: applicant.words('appeal-contact-to-phone') }).check();
  await looksRight(page, 'appeal/en/more', 'contact-two');
  await applicant.button('appeal-contact-send').click();
  await expect(page.getByText('+99 *** 12')).toBeVisible();
  Object.assign(appeal.contact, { kind: null, masked: null, kinds: [], code_sent: false });
  await page.reload();
  await expect(page.locator('main .notice')).toBeVisible();
  await looksRight(page, 'appeal/en/more', 'contact-none');
});

test('words both ways, an answer with a photo, and taken back', async ({ page, fake }) => {
  const { applicant, appeal } = await begun(page, fake);
  Object.assign(appeal, { state: 'under_review', receipt: 'K7Q4-M2XD', submitted_at: later(-5), due_at: later(40), clock: 'running' });
  await page.reload();
  await applicant.sees('appeal-looked-title');
  await page.locator('#appeal-message').fill('One thing more.');
  await page.reload();
  await expect(page.locator('#appeal-message'), 'what was typed is kept').toHaveValue('One thing more.');
  await applicant.button('appeal-message-send').click();
  await expect(page.getByText(applicant.words('appeal-message-sent'))).toBeVisible();
  await expect(page.locator('#appeal-message')).toHaveValue('');
  appeal.messages.push({ id: 'msg_r', from: 'reviewer', text: 'Thank you.', at: later(0) });
  await expect(page.getByText('Thank you.'), 'it comes by itself').toBeVisible({ timeout: 30_000 });
  await expect(page.getByText(applicant.words('appeal-message-came'))).toBeAttached();
  Object.assign(appeal, { state: 'info_requested', due_at: null, clock: 'paused', asked: { text: 'Which name is on the other document?', until: later(100) } });
  await page.reload();
  await applicant.sees('appeal-asked-title');
  await applicant.button('appeal-answer-send').click();
  await expect(page.locator('#appeal-answer')).toBeFocused();
  await page.locator('input[type=file]').setInputFiles(photo);
  await expect(page.getByRole('heading', { name: applicant.words('appeal-extra-number', { number: 1 }) })).toBeVisible();
  await page.locator('#appeal-answer').fill('See the photo.');
  await looksRight(page, 'appeal/en/more', 'answer');
  await applicant.button('appeal-answer-send').click();
  await applicant.sees('appeal-looked-title');
  await expect(page.getByRole('heading', { level: 1 })).toBeFocused();
  await applicant.button('appeal-withdraw').click();
  await page.getByRole('dialog').getByRole('button', { name: applicant.words('appeal-withdraw-yes') }).click();
  await applicant.sees('appeal-withdrawn-title');
});

test('another attempt leads to new photos', async ({ page, fake }) => {
  const { applicant, appeal } = await begun(page, fake);
  fake.possible = false;
  fake.session = { state: 'needs_resubmission', attempts: { submitted: 1, most: 2 } };
  Object.assign(appeal, { state: 'decided', receipt: 'K7Q4-M2XD', submitted_at: later(-5), decision: { outcome: 'remitted', decided_at: later(-1), message: null, findings: [], struck: [], redress: null } });
  await page.reload();
  await applicant.sees('appeal-outcome-remitted');
  await applicant.button('appeal-take-new').click();
  await applicant.sees('front-title');
});

test('another device goes on with the appeal', async ({ page, fake, browser }) => {
  const { applicant } = await begun(page, fake);
  const answer = page.waitForResponse((answer) => answer.url().endsWith('/handovers') && answer.request().method() === 'POST');
  await step(page, 'held');
  await applicant.sees('appeal-title-held');
  await applicant.button('camera-phone').first().click();
  const { url } = (await (await answer).json()) as { url: string };
  const second = new Appellant(await (await browser.newContext()).newPage());
  await second.page.goto(fake.url + url.slice(new URL(url).origin.length));
  const shown = second.page.getByRole('status').filter({ hasText: second.words('joining-number-is') });
  await expect(shown).toContainText(/\d\d/);
  const number = /\d\d/.exec(await shown.innerText())?.[0] ?? '';
  await page.getByRole('group', { name: applicant.words('handover-numbers') }).getByRole('button', { name: number, exact: true }).click();
  await second.sees('appeal-title-contact');
  await expect(page.getByText(applicant.words('handover-keep-open'))).toBeVisible();
  await applicant.button('handover-end').click();
  await page.getByRole('dialog').getByRole('button', { name: applicant.words('handover-end') }).click();
  await applicant.sees('appeal-title-contact');
});
