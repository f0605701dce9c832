// What a person does in the console, said as people say it; before a stand-in for the server.
import { test as base, expect, type Locator, type Page } from '@playwright/test';
import type { FluentVariable } from '@fluent/bundle';
import { join } from 'node:path';
import { Fake, type House } from '../../web/console/tests/fake.mjs';
import { DRAWN } from './house.ts';
import { looksRight } from './looks.ts';
import { said, type Language } from './texts.ts';

export class Reviewer {
  constructor(readonly page: Page, readonly language: Language, readonly fake: Fake, readonly url: string, readonly folder: string) {}

  words = (name: string, values?: Record<string, FluentVariable>) => said(this.language, name, values, ['console']);
  button = (name: string, values?: Record<string, FluentVariable>): Locator => this.page.getByRole('button', { name: this.words(name, values), exact: true });
  heading = (name: string, values?: Record<string, FluentVariable>): Locator => this.page.getByRole('heading', { name: this.words(name, values) });
  at = (path = '') => this.page.goto(`${this.url}/console${path}`);
  looks = (name: string) => looksRight(this.page, this.folder, name, 'console');

  async sees(name: string) {
    await expect(this.page.locator('h1')).toHaveText(this.words(name));
  }
  choice = (name: string): Locator => this.page.getByRole('radio', { name: new RegExp(`^${this.words(name)}`) });

  async signsIn(password = 'right') {
    await this.page.getByLabel(this.words('sign-in-login'), { exact: true }).fill('ada');
    await this.page.getByLabel(this.words('sign-in-password'), { exact: true }).fill(password);
    await this.button('sign-in').click();
  }
  /** Opens a case, and waits until its images are there. */
  async opens(id: string) {
    await this.at(`/case/${id}`);
    await this.button('beside-open').click();
    await this.page.getByRole('dialog').getByRole('button', { name: new RegExp(`${this.words('open-take')}|${this.words('open-go')}`) }).click();
    await expect(this.page.locator('figure img.there')).toHaveCount(2);
  }
  async judges(outcome: string, give = 'verdict-give') {
    await this.choice(`outcome-${outcome}`).check();
    await this.button(give).click();
  }
}

interface Given {
  house: House;
  language: Language;
  folder: string;
  reviewer: Reviewer;
}
/** A house of its own for each test. */
export const test = base.extend<Given>({
  house: [{}, { option: true }],
  language: ['en', { option: true }],
  folder: ['', { option: true }],
  reviewer: async ({ page, house, language, folder }, use) => {
    const fake = new Fake({ images: join(DRAWN, 'cases'), signedIn: true, ...house });
    const url = await fake.listen();
    const broken: string[] = [];
    // What the content security policy stops is said on the browser's console.
    page.on('console', (message) => { if (/Content Security Policy|derived_inert|\[svelte\]/.test(message.text())) broken.push(message.text()); });
    page.on('pageerror', (error) => broken.push(String(error)));
    await use(new Reviewer(page, language, fake, url, folder));
    fake.close();
    expect(broken, 'what went wrong in the page').toEqual([]);
  },
});
export { expect };
