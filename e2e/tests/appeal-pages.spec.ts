// The pages of an appeal, each in both languages, at the size of a phone and of a desktop: seen whole, and silent under axe.
import { expect } from '@playwright/test';
import { SCREENS } from '../support/applicant.ts';
import { CODE, HINT, later } from '../support/appeal-fake.ts';
import { Appellant, declined, photo, selfie, test } from '../support/appellant.ts';
import { looksRight } from '../support/looks.ts';
import { LANGUAGES } from '../support/texts.ts';
import type { Appeal } from '../../web/apply/src/api/appeal-types.ts';

// Some twenty pages in a row.
test.setTimeout(180_000);

for (const language of LANGUAGES) {
  for (const [screen, looked] of Object.entries(SCREENS)) {
    const folder = `appeal/${language}/${screen}`;
    test.describe(`${language} on a ${screen}`, () => {
      test.use({ ...looked, locale: language });

      test('the way to a receipt', async ({ page, fake }) => {
        const applicant = new Appellant(page, language);
        const looks = (name: string) => looksRight(page, folder, name);
        const url = await declined(fake, language);
        await page.goto(url);
        await expect(applicant.button('appeal-card-begin')).toBeVisible();
        await looks('00-status');
        await applicant.begins(url);
        await looks('01-begin');
        await applicant.button('appeal-begin').click();
        await applicant.sees('appeal-title-contact');
        await looks('02-contact');
        await applicant.button('appeal-contact-send').click();
        await page.locator('#appeal-code').fill('000000');
        await applicant.button('go-on').click();
        await expect(page.getByText(applicant.words('appeal-contact-wrong'))).toBeVisible();
        await looks('03-contact-wrong');
        await page.locator('#appeal-code').fill(CODE);
        await applicant.button('go-on').click();
        await applicant.sees('appeal-title-write');
        await looks('04-write');
        await applicant.button('appeal-write-done').click();
        await applicant.sees('appeal-title-held');
        await looks('05-held');
        await applicant.button('intro-open').click();
        await expect(page.locator('video')).toBeVisible();
        await page.waitForTimeout(500);
        await looks('06-held-camera');
        fake.finds = [HINT];
        await page.locator('input[type=file]').setInputFiles(selfie);
        await expect(applicant.button('appeal-send-photo')).toBeVisible();
        await looks('07-held-photo');
        await applicant.button('appeal-send-photo').click();
        await expect(applicant.button('photo-anyway')).toBeVisible();
        await looks('08-held-hints');
        await applicant.button('photo-anyway').click();
        await applicant.sees('appeal-title-paper');
        await looks('09-paper');
        fake.finds = [];
        await applicant.gives(photo);
        await looks('10-paper-good');
        await applicant.button('go-on').click();
        await applicant.sees('appeal-title-more');
        await page.locator('#appeal-explanation').fill('My name changed after the wedding.\nThe certificate is below.');
        await page.locator('input[type=file]').setInputFiles(photo);
        await expect(page.getByText(applicant.words('appeal-saved'), { exact: true })).toBeVisible();
        await expect(page.getByRole('heading', { name: applicant.words('appeal-extra-number', { number: 1 }) })).toBeVisible();
        // What else is added is looked at by people alone.
        await expect(page.getByText(applicant.words('appeal-looked-good'))).toHaveCount(0);
        await looks('11-more');
        await applicant.button('go-on').click();
        await applicant.sees('appeal-title-review');
        await looks('12-review');
        await applicant.button('appeal-submit').click();
        await applicant.sees('appeal-waits-title');
        await looks('13-waits');
        await applicant.button('appeal-to-result').click();
        await expect(applicant.button('appeal-card-look')).toBeVisible();
        await looks('14-status-open');
      });

      test('while people have it, and after', async ({ page, fake }) => {
        const applicant = new Appellant(page, language);
        const url = await declined(fake, language);
        await applicant.begins(url);
        await applicant.button('appeal-begin').click();
        await applicant.sees('appeal-title-contact');
        const { appeal } = fake;
        if (!appeal) throw new Error('nothing was begun');
        const stands = async (name: string, title: string, change: Partial<Appeal>) => {
          Object.assign(appeal, { clock: 'running', due_at: later(50), target_at: later(10), asked: null, breached: false, ...change });
          await page.reload();
          await applicant.sees(title);
          await looksRight(page, folder, name);
        };
        Object.assign(appeal, { receipt: 'K7Q4-M2XD', submitted_at: later(-5) });
        const messages = [
          { id: 'msg_1', from: 'you' as const, text: 'The passport is new.', at: later(-4) },
          { id: 'msg_2', from: 'reviewer' as const, text: 'Thank you. We look at the new one.', at: later(-3) },
        ];
        await stands('20-looked', 'appeal-looked-title', { state: 'under_review', messages });
        await stands('21-late', 'appeal-looked-title', { state: 'under_review', due_at: later(-6), breached: true });
        await stands('22-asked', 'appeal-asked-title', { state: 'info_requested', due_at: null, clock: 'paused', asked: { text: 'Please send a photo of the certificate of your new name.', until: later(120) } });
        await stands('23-second', 'appeal-second-title', { state: 'second_review' });
        const decision = { decided_at: later(-1), message: 'The photo of the passport is too dark to tell. Please use daylight.', findings: [] as unknown[], struck: [] as { code: string; title: string }[], redress: null };
        const over = { state: 'decided' as const, clock: 'stopped' as const, due_at: null, evidence_until: later(24 * 30) };
        const glare = { ...HINT, code: 'img.glare', effect: 'refuse', evidence: 'front', told: { title: 'A reflection lies on the document', saw: 'A reflection covers 12 % of it.', need: 'At most 2 % may be covered.', do: 'Tilt it away from the lamp.' } };
        await stands('30-remitted', 'appeal-outcome-remitted', { ...over, decision: { ...decision, outcome: 'remitted' } });
        await stands('31-partial', 'appeal-outcome-partial', { ...over, decision: { ...decision, outcome: 'partial', struck: [{ code: 'data.name_char_diff', title: 'The name differs from the document' }], findings: [glare] } });
        await stands('32-upheld', 'appeal-outcome-upheld', { ...over, decision: { ...decision, outcome: 'upheld', findings: [glare], redress: 'The ombudsman of Utopia, Harbour Street 1, Utopia City.' } });
        await stands('33-overturned', 'appeal-outcome-overturned', { ...over, decision: { ...decision, outcome: 'overturned', message: null, struck: [{ code: 'img.glare', title: 'A reflection lies on the document' }] }, evidence_until: null, evidence_deleted_at: later(-1) });
        await stands('34-lapsed', 'appeal-lapsed-title', { state: 'lapsed', decision: null });
        await stands('35-withdrawn', 'appeal-withdrawn-title', { state: 'withdrawn', decision: null });
        fake.appeal = null;
        Object.assign(fake, { possible: false, why_not: 'appeal.window_closed', until: later(-24) });
        await page.reload();
        await applicant.sees('appeal-none-title');
        await looksRight(page, folder, '36-closed');
        await applicant.button('appeal-to-result').click();
        await applicant.sees('state-declined-title');
        await expect(page.locator('main .notice')).toBeVisible();
        await looksRight(page, folder, '37-status-closed');
      });
    });
  }
}
