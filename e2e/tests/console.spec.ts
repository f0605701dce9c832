// What the console does: by keyboard alone, in trouble, and for roles that may do less.
import { expect, test } from '../support/reviewer.ts';

test.use({ viewport: { width: 1440, height: 900 }, locale: 'en', colorScheme: 'light' });

test('a case is decided without a mouse', async ({ reviewer, page }) => {
  const press = page.keyboard;
  await reviewer.at();
  await expect(page.getByRole('row')).toHaveCount(19);
  await press.press('j');
  await press.press('j');
  await press.press('Enter');
  await expect(page.locator('h1')).toContainText('K7Q4-M2XD');
  await expect(page.locator('h1')).toBeFocused();
  await press.press('o');
  await press.press('Tab');
  await press.press('Enter');
  await expect(page.locator('figure img.there')).toHaveCount(2);
  await expect(reviewer.heading('verdict-title')).toBeFocused();
  await press.press('d');
  await press.press('Space');
  await press.press('ArrowDown');
  await press.press('Tab');
  await press.press('Tab');
  await press.press('Enter');
  await expect(reviewer.heading('decide-proposal-title')).toBeFocused();
  await expect(page.getByText('risk.velocity_or_device').first()).toBeVisible();
  expect(reviewer.fake.asked).toContain('POST cases/cas_smyth1/verdict');
});

test('images are compared by keys, together or apart', async ({ reviewer, page }) => {
  await reviewer.opens('cas_smyth1');
  const pane = (side: number) => page.locator('.pane').nth(side);
  const placed = (side: number) => page.locator('.lain').nth(side).getAttribute('style');
  for (const key of ['+', '+', 'r', 'b', 'c']) await page.keyboard.press(key);
  await expect(pane(0)).toHaveAttribute('aria-label', /156 %/);
  await expect(pane(1)).toHaveAttribute('aria-label', /156 %/);
  expect(await placed(0)).toContain('rotate(90deg)');
  expect(await placed(1)).toContain('rotate(0deg)');
  await expect(page.locator('.lain img').first()).toHaveAttribute('style', /brightness\(1.15\) contrast\(1.15\)/);
  await page.keyboard.press('l');
  await page.keyboard.press('-');
  await expect(pane(1)).toHaveAttribute('aria-label', /156 %/);
  await pane(1).focus();
  const before = await placed(1);
  await page.keyboard.press('ArrowRight');
  expect(await placed(1)).not.toBe(before);
  await page.keyboard.press('0');
  await expect(pane(1)).toHaveAttribute('aria-label', /100 %/);
  await page.keyboard.press('2');
  await expect(pane(0)).toHaveAttribute('aria-label', /Selfie/);
  await page.keyboard.press('Shift+1');
  await expect(pane(1)).toHaveAttribute('aria-label', /Front · 1/);
  await page.keyboard.press('x');
  await expect(pane(0)).toHaveAttribute('aria-label', /Front · 1/);
  // Of a clip a few frames are shown, and each can be asked for.
  const frames = page.getByRole('list', { name: reviewer.words('viewer-frames', { count: 160 }) });
  await expect(frames.getByRole('button')).toHaveCount(8);
  await page.getByRole('slider', { name: reviewer.words('viewer-frame', { frame: 1, count: 160 }) }).fill('101');
  // It comes into the pane that was used last.
  await expect(pane(1)).toHaveAttribute('aria-label', /101/);
  // A field's place on the photo comes to the photo.
  await page.getByRole('button', { name: 'Family name, as photographed' }).click();
  await expect(page.locator('polygon.line')).toHaveCount(1);
});

test('nothing that the program found is seen before the verdict', async ({ reviewer, page }) => {
  await reviewer.opens('cas_smyth1');
  await expect(page.getByText(reviewer.words('findings-hidden')).first()).toBeVisible();
  await expect(page.getByText('data.name_char_diff')).toHaveCount(0);
  await expect(page.getByText('SMYTH')).toHaveCount(0);
  await expect(page.getByText(reviewer.words('field-hidden')).first()).toBeVisible();
  await expect(page.getByText(reviewer.words('hints-title'))).toHaveCount(0);
  await reviewer.judges('uphold');
  await expect(page.getByText('data.name_char_diff').first()).toBeVisible();
  await expect(page.getByRole('cell', { name: /SMYTH/ }).first()).toBeVisible();
  await expect(page.getByText(reviewer.words('hints-title'))).toBeVisible();
});

test('a lease that is lost locks the form and costs no words', async ({ reviewer, page }) => {
  reviewer.fake.leased = 8000;
  await reviewer.opens('cas_smyth1');
  const note = page.getByRole('textbox', { name: reviewer.words('note-label') }).first();
  await note.fill('The third letter is an I.');
  // A lease is renewed as long as it can be: here the server does not answer any more.
  reviewer.fake.down = true;
  await expect(page.getByText(reviewer.words('lease-lost-what'))).toBeVisible();
  await expect(note).toBeDisabled();
  await expect(note).toHaveValue('The third letter is an I.');
  reviewer.fake.down = false;
  reviewer.fake.leased = 600_000;
  await reviewer.button('lease-again').click();
  await reviewer.button('beside-open').click();
  await page.getByRole('dialog').getByRole('button', { name: reviewer.words('open-go') }).click();
  await expect(note).toHaveValue('The third letter is an I.');
  await expect(note).toBeEnabled();
});

test('what is open stays open when a request fails', async ({ reviewer, page }) => {
  await reviewer.opens('cas_smyth1');
  reviewer.fake.down = true;
  await page.getByRole('textbox', { name: reviewer.words('note-label') }).first().fill('The third letter is an I.');
  await reviewer.judges('uphold');
  await expect(page.getByText(reviewer.words('connection-away'))).toBeVisible();
  reviewer.fake.down = false;
  await expect(page.getByText(reviewer.words('connection-away'))).toBeHidden();
  await expect(page.locator('figure img.there')).toHaveCount(2);
  expect(reviewer.fake.asked).not.toContain('POST cases/cas_smyth1/release');
});

test('a page that nobody is at is left, and signs nobody out', async ({ reviewer, page }) => {
  await page.clock.install();
  await reviewer.at('/account');
  await reviewer.sees('account-title');
  await page.clock.fastForward('31:00');
  await reviewer.sees('sign-in-title');
  expect(reviewer.fake.asked).not.toContain('POST sign-out');
});

test('drafts are for whoever wrote them', async ({ reviewer, page }) => {
  await reviewer.opens('cas_smyth1');
  await reviewer.choice('outcome-uphold').check();
  await page.getByRole('textbox', { name: reviewer.words('note-label') }).first().fill('The third letter is an I.');
  await reviewer.button('sign-out').click();
  await reviewer.signsIn();
  await page.getByLabel(reviewer.words('code-label'), { exact: true }).fill('123456');
  await page.keyboard.press('Enter');
  await reviewer.button('beside-open').click();
  await page.getByRole('dialog').getByRole('button', { name: new RegExp(`${reviewer.words('open-take')}|${reviewer.words('open-go')}`) }).click();
  await expect(reviewer.choice('outcome-uphold')).not.toBeChecked();
  await expect(page.getByRole('textbox', { name: reviewer.words('note-label') }).first()).toHaveValue('');
});

test('what was opened for a question is taken to decide it', async ({ reviewer, page }) => {
  await reviewer.at('/case/cas_smyth1');
  await reviewer.button('beside-open').click();
  await reviewer.choice('purpose-question').check();
  await page.getByLabel(reviewer.words('open-words')).fill('The applicant asked how it stands.');
  await reviewer.button('open-go').click();
  await reviewer.button('beside-take').click();
  await expect(reviewer.choice('purpose-decide')).toBeChecked();
  await reviewer.button('open-take').click();
  await expect(reviewer.heading('verdict-title')).toBeVisible();
});

test('the focus stays among the reasons when one is taken away', async ({ reviewer, page }) => {
  await reviewer.opens('cas_smyth1');
  await reviewer.judges('uphold');
  const away = page.getByRole('list', { name: reviewer.words('reasons-chosen') }).getByRole('button');
  await expect(away).toHaveCount(2);
  await away.first().click();
  await expect(away.first()).toBeFocused();
  await away.first().click();
  await expect(page.getByRole('searchbox', { name: reviewer.words('reasons-seek') })).toBeFocused();
});

test('a verdict that was given leaves a way to what the program read', async ({ reviewer, page }) => {
  await reviewer.opens('cas_smyth1');
  const reading = /\/open(\?|$)/;
  await page.route(reading, (route) => route.abort());
  await reviewer.judges('uphold');
  await expect(page.getByText(reviewer.words('beside-unread'))).toBeVisible();
  await page.unroute(reading);
  await page.getByRole('alert').getByRole('button', { name: reviewer.words('again') }).click();
  await expect(page.getByRole('cell', { name: /SMYTH/ }).first()).toBeVisible();
});

test('the way back to the queue keeps what it was looked through for', async ({ reviewer, page }) => {
  await reviewer.at();
  await page.getByRole('button', { name: reviewer.words('count-at_risk') }).click();
  await expect(page.getByRole('row')).toHaveCount(3);
  for (const leave of [() => page.keyboard.press('u'), () => page.getByRole('link', { name: reviewer.words('case-back') }).click()]) {
    await page.getByRole('link', { name: 'K7Q4-M2XD' }).click();
    await expect(page.locator('h1')).toContainText('K7Q4-M2XD');
    await leave();
    await expect(page.getByRole('row')).toHaveCount(3);
    await expect(page).toHaveURL(/at_risk=true/);
  }
  await page.getByRole('button', { name: reviewer.words('count-breached') }).click();
  await expect(page.getByRole('row')).toHaveCount(2);
});

test('a case is given back when one leaves it', async ({ reviewer, page }) => {
  await reviewer.opens('cas_smyth1');
  await page.keyboard.press('u');
  await reviewer.sees('queue-title');
  await expect.poll(() => reviewer.fake.asked).toContain('POST cases/cas_smyth1/release');
});

test('who is signed out signs in and is where they were', async ({ reviewer, page }) => {
  await reviewer.at('/dashboard');
  await reviewer.sees('dashboard-title');
  reviewer.fake.signedIn = false;
  await page.getByText(reviewer.words('dashboard-days', { days: 7 }), { exact: true }).click();
  await expect(page.getByText(reviewer.words('signed-out-out'))).toBeVisible();
  await reviewer.signsIn();
  await page.getByLabel(reviewer.words('code-label'), { exact: true }).fill('000000');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('alert')).toHaveText(reviewer.words('problem-console-refused'));
  await page.getByLabel(reviewer.words('code-label'), { exact: true }).fill('123 456');
  await page.keyboard.press('Enter');
  await reviewer.sees('dashboard-title');
});

test.describe('nobody there', () => {
  test.use({ house: { idle: 121 } });
  test('a session that is about to end says so', async ({ reviewer, page }) => {
    await reviewer.at();
    await expect(page.getByRole('dialog', { name: reviewer.words('idle-title') })).toBeVisible();
    await expect(page.getByText(/In 1:\d\d you will be signed out/)).toBeVisible();
    await reviewer.button('idle-stay').click();
    await expect(page.getByRole('dialog')).toBeHidden();
  });
});

test('what is refused is said in words', async ({ reviewer, page }) => {
  await reviewer.at('/case/cas_held01');
  await expect(page.getByText(reviewer.words('lease-other', { login: 'mei.tan' })).first()).toBeVisible();
  // A lead may look at it meanwhile, for another purpose than to decide.
  await reviewer.button('beside-open').click();
  await expect(reviewer.choice('purpose-question')).toBeVisible();
  await expect(reviewer.choice('purpose-decide')).toHaveCount(0);
  reviewer.fake.tooMany = true;
  await reviewer.at('/case/cas_smyth1');
  await reviewer.button('beside-open').click();
  await reviewer.button('open-take').click();
  await expect(page.getByRole('alert')).toContainText(reviewer.words('problem-case-too_many_openings'));
  await reviewer.at('/case/cas_nothing');
  await expect(page.getByRole('alert')).toContainText(reviewer.words('problem-not_found'));
  await reviewer.at('/policy');
  await page.getByRole('textbox', { name: reviewer.words('policy-text') }).fill('unusable = 1');
  await reviewer.button('policy-try').click();
  await expect(page.getByRole('alert')).toContainText('line 3');
  reviewer.fake.down = true;
  await reviewer.button('policy-try').click();
  await expect(page.getByText(reviewer.words('connection-away'))).toBeVisible();
  reviewer.fake.down = false;
  await expect(page.getByText(reviewer.words('connection-away'))).toBeHidden();
  await expect(page.getByRole('textbox', { name: reviewer.words('policy-text') })).toHaveValue('unusable = 1');
});

test('a policy is tried before it is saved', async ({ reviewer, page }) => {
  await reviewer.at('/policy');
  await page.getByRole('textbox', { name: reviewer.words('policy-text') }).fill('[images]\n');
  await expect(reviewer.button('policy-save')).toBeDisabled();
  await reviewer.button('policy-try').click();
  await reviewer.button('policy-save').click();
  await page.getByRole('dialog').getByRole('button', { name: reviewer.words('policy-save'), exact: true }).click();
  await expect(page.getByText(reviewer.words('policy-saved'))).toBeVisible();
  expect(reviewer.fake.asked).toContain('PUT policy');
});

test('information is asked for, messages and notes are kept apart', async ({ reviewer, page }) => {
  await reviewer.opens('cas_smyth1');
  await page.getByLabel(reviewer.words('write-ask')).last().fill('Please photograph the back as well.');
  await reviewer.button('write-ask-go').click();
  await expect(page.getByText(reviewer.words('due-paused'))).toBeVisible();
  await page.getByText(reviewer.words('write-note'), { exact: true }).click();
  await page.getByRole('textbox', { name: reviewer.words('write-note') }).last().fill('Waiting for the back.');
  await reviewer.button('write-note-go').click();
  await expect(page.getByRole('region', { name: reviewer.words('notes-title') }).getByText('Waiting for the back.')).toBeVisible();
});

test.describe('an auditor', () => {
  test.use({ house: { roles: ['auditor'] } });
  test('looks, and changes nothing', async ({ reviewer, page }) => {
    await reviewer.at();
    await expect(page.getByRole('navigation').getByRole('link')).toHaveText(['queue', 'search', 'dashboard', 'webhooks', 'policy', 'audit'].map((name) => reviewer.words(`page-${name}`)));
    await reviewer.at('/case/cas_smyth1');
    await reviewer.button('beside-open').click();
    await page.getByLabel(reviewer.words('open-words')).fill('Yearly audit.');
    await reviewer.button('open-go').click();
    await expect(page.locator('figure img.there')).toHaveCount(2);
    for (const name of ['verdict-give', 'decide-propose', 'write-ask-go', 'write-note-go']) await expect(reviewer.button(name)).toHaveCount(0);
    expect(reviewer.fake.asked.filter((asked) => /take|verdict/.test(asked))).toEqual([]);
    await reviewer.at('/policy');
    await expect(page.getByRole('textbox', { name: reviewer.words('policy-text') })).not.toBeEditable();
    await reviewer.at('/users');
    await expect(page.getByText(reviewer.words('missing-role'))).toBeVisible();
  });
});

test.describe('an admin', () => {
  test.use({ house: { roles: ['admin'] } });
  test('opens no case, and looks after people', async ({ reviewer, page }) => {
    await reviewer.at();
    await reviewer.sees('dashboard-title');
    await expect(page.getByRole('link', { name: reviewer.words('page-queue') })).toHaveCount(0);
    await reviewer.at('/webhooks');
    await reviewer.button('deliveries-resend-one', { kind: 'appeal.decided' }).click();
    await expect(page.getByText(reviewer.words('deliveries-again'), { exact: true })).toBeVisible();
    await expect(page.getByRole('row', { name: new RegExp(reviewer.words('delivery-waiting')) }).getByRole('button')).toHaveCount(0);
    await reviewer.button('queue-more').click();
    await expect(page.getByRole('row')).toHaveCount(53);
    await reviewer.at('/users');
    await reviewer.button('users-manage-one', { login: 'mei.tan' }).click();
    await reviewer.button('users-disable').click();
    await reviewer.button('users-sure-disable-yes').last().click();
    await expect(page.getByText(reviewer.words('users-disabled'))).toBeVisible();
    await reviewer.button('users-password').click();
    await reviewer.button('users-sure-password-yes').click();
    await expect(page.getByText('amber-field-stone-88')).toBeVisible();
    await expect(async () => {
      await page.keyboard.press('Escape');
      await expect(page.getByRole('dialog')).toBeHidden({ timeout: 500 });
    }).toPass();
    await expect(page.getByText(reviewer.words('users-off'))).toHaveCount(2);
    await reviewer.button('users-manage-one', { login: 'ada' }).click();
    await expect(page.getByText(reviewer.words('users-own'))).toBeVisible();
    for (const name of ['users-password', 'users-factor-forget', 'users-disable']) await expect(reviewer.button(name)).toHaveCount(0);
    await page.keyboard.press('Escape');
    await reviewer.at('/account');
    await page.getByLabel(reviewer.words('account-old')).fill('right');
    await page.getByLabel(reviewer.words('account-new'), { exact: true }).fill('a river of quiet lamps');
    await page.getByLabel(reviewer.words('account-again')).fill('a river of quiet lamp');
    await reviewer.button('account-change').click();
    await expect(page.getByText(reviewer.words('account-differ'))).toBeVisible();
    await page.getByLabel(reviewer.words('account-again')).fill('a river of quiet lamps');
    await reviewer.button('account-change').click();
    await expect(page.getByText(reviewer.words('account-done'))).toBeVisible();
  });
});
