// Somebody who appeals, at a page before the fake.
import { expect, test as base } from '@playwright/test';
import { Applicant } from './applicant.ts';
import { appealsBefore, CODE, type Fake } from './appeal-fake.ts';
import { decided, filesOf } from './cases.ts';
import { remembered, session, until } from './house.ts';
import type { Language } from './texts.ts';

const house = remembered();
const files = filesOf('nothing');
export const photo = files.front;
export const selfie = files.selfie ?? files.front;

export const test = base.extend<{ fake: Fake }>({
  fake: async ({}, use) => {
    const fake = await appealsBefore(house.url);
    await use(fake);
    await fake.close();
  },
});

/** A session that was declined, and the address of its page before the fake. */
export async function declined(fake: Fake, language: Language = 'en'): Promise<string> {
  const made = await session(house, { locale: language });
  await decided(house, made, 'TEST-DECLINED');
  await until(house, made.id, ['declined']);
  return made.url.replace(house.url, fake.url);
}

export class Appellant extends Applicant {
  async begins(url: string) {
    await this.page.goto(url);
    await this.sees('state-declined-title');
    await this.button('appeal-card-begin').click();
    await this.sees('appeal-begin-title');
  }
  async proves() {
    await this.sees('appeal-title-contact');
    await this.button('appeal-contact-send').click();
    await this.page.locator('#appeal-code').fill(CODE);
    await this.button('go-on').click();
  }
  /** Takes a photo by a file, and waits until the server looked at it. */
  async gives(file: string) {
    await this.page.locator('input[type=file]').setInputFiles(file);
    const looked = this.page.waitForResponse((answer) => answer.url().includes('/appeal/check'), { timeout: 90_000 });
    await this.button('appeal-send-photo').click();
    await looked;
    await expect(this.page.getByText(this.words('appeal-looking'))).toHaveCount(0);
    await expect(this.button('go-on').or(this.button('photo-anyway'))).toBeVisible();
  }
}
