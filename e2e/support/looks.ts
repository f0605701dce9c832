// A page as people see it: kept as a picture, and held against WCAG 2.2 by axe.
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { join } from 'node:path';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** Keeps a picture under `out`, and sees to it that axe finds nothing and nothing is wider than the screen. */
export async function looksRight(page: Page, folder: string, name: string, under = 'pages') {
  await page.screenshot({ path: join('out', under, folder, `${name}.png`), fullPage: true, animations: 'disabled' });
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect.soft(wide, `${name}: nothing is wider than the screen`).toBeLessThanOrEqual(0);
  const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help} (${nodes.map(({ target }) => target.join(' ')).join(', ')})`);
  expect.soft(told, `${name}: what axe finds`).toEqual([]);
}
