// Somebody at the console of a real server: registered at the command line, signed in with both factors.
import { createHmac } from 'node:crypto';
import { spawnSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import type { FluentVariable } from '@fluent/bundle';
import { CANDOR, type House } from './house.ts';
import { said, type Language } from './texts.ts';

/** What `candor admin` says. */
export function admin(house: House, ...words: string[]): string {
  const done = spawnSync(CANDOR, ['admin', '--data', join(house.folder, 'data'), '--keys', join(house.folder, 'keys'), ...words], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`candor admin ${words.join(' ')}: ${done.stderr}`);
  return done.stdout;
}

/** The first relying party. */
export const party = (house: House): string => admin(house, 'parties').split(/\s/)[0] ?? '';

/** The code of a secret in base32 at this moment, or so many steps of thirty seconds later (RFC 6238). */
export function oneTimeCode(secret: string, later = 0): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret.replaceAll(' ', '')].map((letter) => letters.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const step = Buffer.alloc(8);
  step.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + later));
  const mac = createHmac('sha1', key).update(step).digest();
  const at = (mac[19] ?? 0) & 15;
  return String((mac.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

/** The newest letter of the outbox that says so. */
export async function letter(house: House, word: string): Promise<string> {
  const outbox = join(house.folder, 'data/outbox');
  for (const end = Date.now() + 20_000; Date.now() < end; await new Promise((done) => setTimeout(done, 100))) {
    let names: string[] = [];
    try {
      names = readdirSync(outbox).sort().reverse();
    } catch {
      // Nothing was sent yet.
    }
    const found = names.map((name) => readFileSync(join(outbox, name), 'utf8')).find((text) => text.includes(word));
    if (found) return found;
  }
  throw new Error(`no letter says ${word}`);
}

export class Desk {
  private secret = '';
  constructor(readonly page: Page, readonly house: House, readonly login: string, readonly password: string, readonly language: Language = 'en') {}

  /** Registers somebody with those roles. */
  static register(page: Page, house: House, login: string, roles: string): Desk {
    const password = admin(house, 'add-user', party(house), login, '--roles', roles).trim().split(/\s/)[0] ?? '';
    return new Desk(page, house, login, password);
  }

  words = (name: string, values?: Record<string, FluentVariable>) => said(this.language, name, values, ['console']);
  button = (name: string): Locator => this.page.getByRole('button', { name: this.words(name), exact: true });
  choice = (name: string): Locator => this.page.getByRole('radio', { name: new RegExp(`^${this.words(name)}`) });

  /** Signs in for the first time, by the pages: password, then a second factor that is set. */
  async arrives() {
    await this.page.goto(`${this.house.url}/console`);
    await this.page.getByLabel(this.words('sign-in-login'), { exact: true }).fill(this.login);
    await this.page.getByLabel(this.words('sign-in-password'), { exact: true }).fill(this.password);
    const offered = this.page.waitForResponse((answer) => answer.url().endsWith('/v1/console/enrol'));
    await this.button('sign-in').click();
    this.secret = ((await (await offered).json()) as { secret: string }).secret;
    await this.page.locator('input[autocomplete="one-time-code"]').fill(oneTimeCode(this.secret));
    await this.page.keyboard.press('Enter');
    await expect(this.page.locator('h1')).toHaveText(this.words('queue-title'));
  }

  /** Signs in with a second factor that is set already. */
  async enters(code: string, relyingParty: string) {
    await this.page.goto(`${this.house.url}/console`);
    await this.page.getByLabel(this.words('sign-in-party'), { exact: true }).fill(relyingParty);
    await this.page.getByLabel(this.words('sign-in-login'), { exact: true }).fill(this.login);
    await this.page.getByLabel(this.words('sign-in-password'), { exact: true }).fill(this.password);
    await this.button('sign-in').click();
    await this.page.locator('input[autocomplete="one-time-code"]').fill(code);
    await this.page.keyboard.press('Enter');
    await expect(this.page.locator('h1')).toHaveText(this.words('queue-title'));
  }

  /** A request of the page, with its cookie. */
  async asks<T>(method: string, path: string, data?: unknown): Promise<T> {
    const answer = await this.page.request.fetch(`${this.house.url}/v1/console/${path}`, { method, headers: { 'x-candor-console': '1' }, ...(data === undefined ? {} : { data }) });
    if (!answer.ok()) throw new Error(`${method} ${path}: ${answer.status()} ${await answer.text()}`);
    return (answer.status() === 204 ? undefined : await answer.json()) as T;
  }

  /** Takes and opens a case by the page, and waits until its images are there. */
  async opens(id: string, images: number) {
    await this.page.goto(`${this.house.url}/console/case/${id}`);
    await this.button('beside-open').click();
    await this.page.getByRole('dialog').getByRole('button', { name: new RegExp(`${this.words('open-take')}|${this.words('open-go')}`) }).click();
    await expect(this.page.locator('figure img.there')).toHaveCount(images);
  }

  async judges(outcome: string, give = 'verdict-give') {
    await this.choice(`outcome-${outcome}`).check();
    await this.button(give).click();
  }
}
