// Other ways to use the pages: the keyboard alone, a screen reader, no connection.
import { expect, test } from '@playwright/test';
import { Applicant } from '../support/applicant.ts';
import { filesOf } from '../support/cases.ts';
import { call, remembered, session } from '../support/house.ts';
import { tab } from '../support/keys.ts';

const house = remembered();
const files = filesOf('nothing');

test('with the keyboard alone', async ({ page }) => {
  const applicant = new Applicant(page);
  const { claim } = files;
  const type = async (id: string, words: string) => {
    await tab(page, page.locator(`#${id}`));
    await page.keyboard.type(words);
  };
  const press = async (name: string) => {
    await tab(page, applicant.button(name));
    await page.keyboard.press('Enter');
  };
  // Heard from the beginning: the driver tells the browser only then not to open a dialog of its own.
  page.on('filechooser', (chooser) => void chooser.setFiles(files.front));
  await page.goto((await session(house)).url);
  await applicant.sees('start-title');
  await tab(page, page.locator('#agree-processing'));
  await page.keyboard.press('Space');
  await tab(page, page.locator('#agree-face'));
  await page.keyboard.press('ArrowDown');
  await press('go-on');
  await applicant.sees('you-title');
  await tab(page, page.locator(`#type-${claim.document.type}`));
  await page.keyboard.press('Space');
  const country = async (id: string, code: string) => {
    await type(id, code);
    await page.keyboard.press('Enter');
  };
  const [year = '', month = '', day = ''] = claim.birth_date.split('-');
  await country('issuing_country', claim.document.issuing_country);
  await type('number', claim.document.number);
  await type('family_name', claim.family_name);
  await type('given_names', claim.given_names);
  const born = page.locator('fieldset', { has: page.locator('#birth_date') });
  await tab(page, born.getByLabel(applicant.words('day-month'), { exact: true }));
  await page.keyboard.type(new Date(`${year}-${month}-15`).toLocaleString('en', { month: 'long' }));
  await tab(page, born.getByLabel(applicant.words('day-day'), { exact: true }));
  await page.keyboard.type(String(Number(day)));
  await tab(page, born.getByLabel(applicant.words('day-year'), { exact: true }));
  await page.keyboard.type(year);
  await country('birth_country', claim.birth_country);
  await country('nationality', claim.nationality);
  await press('go-on');
  await applicant.sees('front-title');
  await tab(page, page.locator('input[type=file]'));
  await page.keyboard.press('Space');
  await applicant.looked();
  await press('photo-use');
  await applicant.sees('review-title');
  await applicant.settles();
  await press('review-submit');
  await expect(page.getByRole('heading', { level: 1, name: applicant.words('state-in_review-title') })).toBeVisible({ timeout: 60_000 });
});

test('a screen reader is not flooded while the camera runs', async ({ page }) => {
  const applicant = new Applicant(page);
  await applicant.reachesFront((await session(house)).url, files.claim);
  await applicant.hinted();
  const said = await page.evaluate(
    () =>
      new Promise<string[]>((done) => {
        const said: string[] = [];
        const live = (node: Node | null) => (node instanceof Element ? node : node?.parentElement)?.closest('[aria-live=polite],[aria-live=assertive],[role=status],[role=alert]');
        const observer = new MutationObserver((changes) => {
          const heard = new Set(changes.map(({ target }) => live(target)?.textContent?.trim()));
          for (const words of heard) if (words) said.push(words);
        });
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        setTimeout(() => (observer.disconnect(), done(said)), 6000);
      }),
  );
  expect(said.length, said.join(' | ')).toBeLessThanOrEqual(4);
});

test.describe('kept on the device', () => {
  test.use({ serviceWorkers: 'allow' });

  test('without a connection the page opens, with what was typed, and takes more', async ({ page, context }) => {
    const made = await session(house);
    const applicant = new Applicant(page);
    await page.goto(made.url);
    await applicant.agrees(false);
    await applicant.sees('you-title');
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await page.locator('#number').fill('X1234567');
    await context.setOffline(true);
    await page.reload();
    await applicant.sees('you-title');
    await expect(page.locator('#number')).toHaveValue('X1234567');
    await page.locator('#family_name').fill('OKAFOR');
    await page.reload();
    await expect(page.locator('#family_name')).toHaveValue('OKAFOR');
    await context.setOffline(false);
    const draft = () => call<{ family_name?: string; document?: { number?: string } }>(house, 'GET', '/v1/applicant/draft', undefined, made.client_token);
    await expect.poll(async () => (await draft()).family_name, { timeout: 30_000 }).toBe('OKAFOR');
    expect((await draft()).document?.number).toBe('X1234567');
  });

  test('it can be installed', async ({ page }) => {
    await page.goto((await session(house)).url);
    await new Applicant(page).sees('start-title');
    const faults = await (await page.context().newCDPSession(page)).send('Page.getInstallabilityErrors');
    // A private window, as tests have them, is the one thing that may stand in the way.
    expect(faults.installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito')).toEqual([]);
  });
});
