// An applicant at the page: what people do there, by the words that they read.
import { expect, type Locator, type Page } from '@playwright/test';
import type { Files } from './cases.ts';
import { said, type Language } from './texts.ts';
import type { Claim } from '../../web/apply/src/api/types.ts';

/** Sizes of the screens that every page is looked at on. */
export const SCREENS = {
  phone: { viewport: { width: 390, height: 844 } },
  desktop: { viewport: { width: 1280, height: 800 } },
  'phone in the dark': { viewport: { width: 390, height: 844 }, colorScheme: 'dark', reducedMotion: 'reduce' },
} as const;

export class Applicant {
  constructor(
    readonly page: Page,
    readonly language: Language = 'en',
  ) {}

  words(name: string, values?: Record<string, string | number>): string {
    return said(this.language, name, values);
  }

  button(name: string): Locator {
    return this.page.getByRole('button', { name: this.words(name), exact: true });
  }

  /** Waits for the page of that heading. */
  async sees(title: string, values?: Record<string, string | number>) {
    await expect(this.page.getByRole('heading', { level: 1, name: this.words(title, values), exact: true })).toBeVisible();
  }

  async agrees(face = true) {
    await this.sees('start-title');
    await this.page.getByRole('radio', { name: this.words('consent-yes'), exact: true }).check();
    await this.page.getByRole('radio', { name: this.words(face ? 'consent-face-yes' : 'consent-face-no') }).check();
    await this.button('go-on').click();
  }

  async country(field: string, code: string) {
    const box = this.page.locator(`#${field}`);
    await box.click();
    await box.fill(code);
    await this.page.locator(`#${field}-${code}`).click();
  }

  async day(field: string, date: string) {
    const [year = '', month = '', day = ''] = date.split('-');
    const set = this.page.locator('fieldset', { has: this.page.locator(`#${field}`) });
    await set.getByLabel(this.words('day-year'), { exact: true }).fill(year);
    await set.getByLabel(this.words('day-month'), { exact: true }).selectOption(month);
    await set.getByLabel(this.words('day-day'), { exact: true }).fill(String(Number(day)));
  }

  /** Fills in the form and leaves it there. */
  async types(claim: Claim) {
    await this.sees('you-title');
    const kind = this.page.locator(`#type-${claim.document.type}`);
    if (await kind.count()) await kind.check();
    await this.country('issuing_country', claim.document.issuing_country);
    await this.page.locator('#number').fill(claim.document.number);
    await this.page.locator('#family_name').fill(claim.family_name);
    await this.page.locator('#given_names').fill(claim.given_names);
    if (claim.native_name) {
      if (!(await this.page.locator('#native_name').count())) await this.button('you-native-add').click();
      await this.page.locator('#native_name').fill(claim.native_name);
    }
    await this.day('birth_date', claim.birth_date);
    await this.country('birth_country', claim.birth_country);
    await this.country('nationality', claim.nationality);
  }

  async goesOn() {
    await this.button('go-on').click();
  }

  /** Chooses a file instead of the camera, and waits until it was looked at. */
  async chooses(file: string) {
    await this.page.locator('input[type=file]').setInputFiles(file);
    await this.looked();
  }

  /** Opens the camera and waits until it took the photo by itself. */
  async shows() {
    await this.button('intro-open').click();
    await this.looked();
  }

  /** Opens the camera and waits until it says what is amiss in the preview. */
  async hinted() {
    await this.button('intro-open').click();
    const loading = ['guide-into-frame', 'guide-into-oval'].map((name) => this.words(name)).join('|');
    await expect(this.page.locator('main [aria-live=polite] .title').first()).toHaveText(new RegExp(`^(?!${loading}).+`), { timeout: 30_000 });
  }

  /** Waits for the photo that was taken, with what was found on it. */
  async looked() {
    await expect(this.page.locator('main section h2').first()).toBeVisible({ timeout: 60_000 });
  }

  /** Uses the photo, whatever was found on it. */
  async accepts() {
    await this.button('photo-use').or(this.button('photo-on')).or(this.button('photo-anyway')).first().click();
    const anyway = this.button('photo-anyway');
    if (await anyway.count()) await anyway.click();
  }

  /** Waits until the review has looked at everything together. */
  async settles() {
    for (const name of ['review-checking', 'review-checking-server', 'sending-files', 'sending-claim']) {
      await expect(this.page.getByText(this.words(name))).toHaveCount(0, { timeout: 60_000 });
    }
  }

  /** Opens the page and goes up to the photo of the front. */
  async reachesFront(url: string, claim: Claim) {
    await this.page.goto(url);
    await this.agrees(false);
    await this.types(claim);
    await this.goesOn();
    await this.sees('front-title');
  }

  /** Agrees, types and takes the photos of a case, up to the liveness check or the review. */
  async reaches(files: Files, face = files.selfie !== undefined) {
    await this.agrees(face);
    await this.types(files.claim);
    await this.goesOn();
    for (const [title, file] of [['front-title', files.front], ['back-title', files.back], ['face-title', files.selfie]] as const) {
      if (!file) continue;
      await this.sees(title);
      await this.chooses(file);
      await this.accepts();
    }
  }
}
