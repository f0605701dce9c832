// What goes wrong on people's devices: a hint or a working fallback each, never a blank page, never an attempt lost.
import { expect, test, type Page } from '@playwright/test';
import { truncateSync, writeFileSync } from 'node:fs';
import { Applicant } from '../support/applicant.ts';
import { decided, filesOf } from '../support/cases.ts';
import { line } from '../support/cut.ts';
import { call, remembered, session, until } from '../support/house.ts';

const house = remembered();
const files = filesOf('nothing');
/** How long the server is away at each step; `make soak` makes it two minutes. */
const AWAY = Number(process.env.AWAY_SECONDS ?? 4) * 1000;

/** Begins and goes up to the photo of the front. */
async function atTheCamera(page: Page, url: string): Promise<Applicant> {
  const applicant = new Applicant(page);
  await applicant.reachesFront(url, files.claim);
  return applicant;
}

/** What stands in the way of the camera is said, and a photo can be given all the same. */
async function saysAndGoesOn(applicant: Applicant, fault: string) {
  await applicant.button('intro-open').click();
  await expect(applicant.page.getByRole('heading', { name: applicant.words(`camera-${fault}`) })).toBeVisible();
  await expect(applicant.button('camera-phone').last()).toBeVisible();
  await applicant.chooses(files.front);
  await applicant.accepts();
  await applicant.sees('review-title');
}

test.describe('cameras', () => {
  test('not allowed', async ({ page }) => {
    await page.addInitScript(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'))`);
    await saysAndGoesOn(await atTheCamera(page, (await session(house)).url), 'denied');
  });

  test('none there', async ({ page }) => {
    await page.addInitScript(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'))`);
    await saysAndGoesOn(await atTheCamera(page, (await session(house)).url), 'missing');
  });

  test('in use', async ({ page }) => {
    await page.addInitScript(`navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotReadableError'))`);
    await saysAndGoesOn(await atTheCamera(page, (await session(house)).url), 'busy');
  });

  test('revoked in the middle', async ({ page }) => {
    const applicant = await atTheCamera(page, (await session(house)).url);
    await applicant.button('intro-open').click();
    await expect(applicant.button('shutter')).toBeEnabled();
    await page.locator('video').evaluate((video: HTMLVideoElement) => (video.srcObject as MediaStream).getVideoTracks().forEach((track) => track.dispatchEvent(new Event('ended'))));
    await expect(page.getByRole('heading', { name: applicant.words('camera-ended') })).toBeVisible();
    await applicant.button('camera-again').click();
    await expect(page.locator('video')).toBeVisible();
  });

  test('the tab is hidden and comes back', async ({ page }) => {
    const applicant = await atTheCamera(page, (await session(house)).url);
    await applicant.button('intro-open').click();
    await expect(page.locator('video')).toBeVisible();
    const hide = (hidden: boolean) =>
      page.evaluate((hidden) => {
        Object.defineProperty(document, 'hidden', { configurable: true, get: () => hidden });
        Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hidden ? 'hidden' : 'visible') });
        document.dispatchEvent(new Event('visibilitychange'));
      }, hidden);
    await hide(true);
    await hide(false);
    await expect(applicant.button('shutter')).toBeEnabled();
  });
});

/** What a browser lacks, seen from the worker: what a page's own scripts change does not reach it. */
const LACKS = {
  WebAssembly: `delete self.WebAssembly;`,
  SIMD: `WebAssembly.validate = () => false;`,
  memory: `WebAssembly.instantiateStreaming = WebAssembly.instantiate = () => Promise.reject(new RangeError('out of memory'));`,
};

test.describe('browsers', () => {
  const byServer = async (page: Page) => {
    const applicant = await atTheCamera(page, (await session(house)).url);
    await applicant.chooses(files.front);
    await expect(page.getByText(applicant.words('photo-unchecked'))).toBeVisible();
    await applicant.accepts();
    await applicant.sees('review-title');
    await applicant.settles();
    await expect(page.getByText(applicant.words('review-by-server'))).toBeVisible();
    await expect(applicant.button('review-submit')).toBeEnabled();
  };

  for (const [lack, script] of Object.entries(LACKS)) {
    test(`without ${lack}, the server looks at the photos`, async ({ page }) => {
      let reached = false;
      await page.route('**/checks.worker-*.js', async (route) => {
        reached = true;
        const response = await route.fetch();
        await route.fulfill({ response, body: `${script}\n${await response.text()}` });
      });
      await byServer(page);
      expect(reached, 'the worker was changed').toBe(true);
    });
  }

  test('without workers, the server looks at the photos', async ({ page }) => {
    await page.addInitScript(`delete globalThis.Worker`);
    await byServer(page);
  });

  test('without models, the server looks at the photos', async ({ page }) => {
    await page.route('**/models/**', (route) => route.abort());
    await byServer(page);
  });

  test('without WebGL, all is as ever', async ({ page }) => {
    await page.addInitScript(
      `for (const canvas of [HTMLCanvasElement, OffscreenCanvas]) canvas.prototype.getContext = new Proxy(canvas.prototype.getContext, { apply: (get, canvas, [kind, ...rest]) => (/webgl/.test(kind) ? null : Reflect.apply(get, canvas, [kind, ...rest])) })`,
    );
    const applicant = await atTheCamera(page, (await session(house)).url);
    await applicant.chooses(files.front);
    await expect(page.getByText(applicant.words('photo-unchecked'))).toHaveCount(0);
    await applicant.accepts();
    await applicant.sees('review-title');
    await applicant.settles();
    await expect(page.getByText(applicant.words('review-by-server'))).toHaveCount(0);
  });

  test('a clock that is wrong is said, and times go by the server', async ({ page }) => {
    await page.clock.install({ time: new Date(Date.now() + 3 * 86_400_000) });
    const made = await session(house);
    await decided(house, made, 'TEST-IN-REVIEW');
    await page.goto(made.url);
    await new Applicant(page).sees('state-in_review-title');
    await expect(page.getByText(/The clock of this device is wrong/)).toBeVisible();
  });

  test('storage that is full is said, and does not stop anybody', async ({ page }) => {
    await page.addInitScript(`IDBObjectStore.prototype.put = () => { throw new DOMException('', 'QuotaExceededError') }`);
    const applicant = await atTheCamera(page, (await session(house)).url);
    await applicant.chooses(files.front);
    await expect(page.getByText(/This browser cannot keep your photos/)).toBeVisible();
    await applicant.accepts();
    await applicant.sees('review-title');
  });
});

test.describe('files', () => {
  for (const [fault, name] of Object.entries({ too_large: 'huge.jpg', empty: 'empty.jpg', unsupported_format: 'letter.jpg' })) {
    test(`${name} is refused in words`, async ({ page }, info) => {
      const file = info.outputPath(name);
      writeFileSync(file, fault === 'unsupported_format' ? 'Dear all,\n'.repeat(100) : '');
      // Sparse: it takes no room on the disk.
      if (fault === 'too_large') truncateSync(file, 2 ** 31);
      const applicant = await atTheCamera(page, (await session(house)).url);
      await page.locator('input[type=file]').setInputFiles(file);
      await expect(page.getByRole('heading', { name: applicant.words(`file-${fault}`) })).toBeVisible();
      await applicant.chooses(files.front);
    });
  }
});

test.describe('connections', () => {
  test('the server is away at each step, and nothing is lost', async ({ page }) => {
    test.setTimeout(90_000 + 6 * (AWAY + 15_000));
    const phone = await line(house.url);
    const made = await session(house);
    const applicant = new Applicant(page);
    const away = async (act: () => Promise<void>) => {
      phone.cut();
      await act();
      await page.waitForTimeout(AWAY);
      phone.mend();
    };
    await page.goto(made.url.replace(house.url, phone.url));
    await applicant.sees('start-title');
    await page.waitForLoadState('networkidle');
    await away(() => applicant.agrees(false));
    await applicant.sees('you-title');
    phone.cut();
    await applicant.types(files.claim);
    await page.waitForTimeout(AWAY);
    phone.mend();
    await applicant.goesOn();
    await applicant.sees('front-title');
    // All five models that look at a document are there. Without them the page waits for them, or for a press of its button.
    const models = () => page.evaluate(async () => (await (await caches.open('candor-models')).keys()).length);
    await expect.poll(models, { timeout: 60_000 }).toBeGreaterThanOrEqual(5);
    await away(async () => {
      await applicant.chooses(files.front);
      await applicant.accepts();
    });
    await applicant.sees('review-title');
    await applicant.settles();
    await away(() => applicant.button('review-submit').click());
    await expect(page.getByRole('heading', { level: 1, name: applicant.words('state-in_review-title') })).toBeVisible({ timeout: 60_000 });
    expect(await until(house, made.id, ['in_review'])).toBe('in_review');
    const { attempts } = await call<{ attempts: { submitted: number } }>(house, 'GET', `/v1/sessions/${made.id}`);
    expect(attempts.submitted, 'one attempt, however often it was asked for').toBe(1);
    await phone.close();
  });

  test('an upload goes on after a reload in its middle', async ({ page }) => {
    const phone = await line(house.url);
    const made = await session(house);
    const applicant = await atTheCamera(page, made.url.replace(house.url, phone.url));
    await applicant.chooses(files.front);
    phone.cutAfter(60_000);
    await applicant.accepts();
    await applicant.sees('review-title');
    await page.waitForTimeout(1500);
    phone.mend();
    await page.reload();
    await applicant.sees('review-title');
    await expect
      .poll(async () => {
        const view = await call<{ evidence: { kind: string; size: number; received: number }[] }>(house, 'GET', '/v1/applicant/session', undefined, made.client_token);
        return view.evidence.filter((file) => file.size === file.received).map((file) => file.kind);
      }, { timeout: 30_000 })
      .toEqual(['front']);
    await phone.close();
  });

  test('what was typed is there after a reload, and in another browser', async ({ page, browser }) => {
    const made = await session(house);
    const applicant = new Applicant(page);
    await page.goto(made.url);
    await applicant.agrees(false);
    await applicant.sees('you-title');
    await page.locator('#number').fill('X1234567');
    await page.reload();
    await expect(page.locator('#number')).toHaveValue('X1234567');
    const draft = () => call<{ document?: { number?: string } }>(house, 'GET', '/v1/applicant/draft', undefined, made.client_token);
    await expect.poll(async () => (await draft()).document?.number, { timeout: 15_000 }).toBe('X1234567');
    const other = await (await browser.newContext()).newPage();
    await other.goto(made.url);
    await expect(other.locator('#number')).toHaveValue('X1234567');
    await other.context().close();
  });

  test('two tabs on one session: the newer goes on, the older says so', async ({ context }) => {
    const made = await session(house);
    const [one, other] = [await context.newPage(), await context.newPage()];
    const first = new Applicant(one);
    await one.goto(made.url);
    await first.sees('start-title');
    await other.goto(made.url);
    await new Applicant(other).sees('start-title');
    await first.sees('tabs-title');
    await first.button('tabs-here').click();
    await first.sees('start-title');
    await new Applicant(other).sees('tabs-title');
  });

  test('one button clears what is stale', async ({ page }) => {
    const made = await session(house);
    const applicant = await atTheCamera(page, made.url);
    await page.getByRole('button', { name: /left this device/ }).click();
    await applicant.button('clear').click();
    await applicant.button('clear-yes').click();
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await expect(page.getByRole('alert')).toHaveCount(0);
  });
});
