// The keyboard alone.
import { expect, type Locator, type Page } from '@playwright/test';

/** Goes on with Tab until that is focused, and sees that it shows so. */
export async function tab(page: Page, to: Locator) {
  await expect(to).toHaveCount(1);
  for (let presses = 0; presses < 90; presses += 1) {
    if (await to.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
    const shows = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return true;
      const all = [element, element.closest('label'), element.id ? document.querySelector(`label[for="${element.id}"]`) : null, element.parentElement];
      return all.some((one) => one && (getComputedStyle(one).outlineStyle !== 'none' || getComputedStyle(one).boxShadow !== 'none'));
    });
    expect(shows, `what is focused shows it: ${await page.evaluate(() => document.activeElement?.outerHTML.slice(0, 120))}`).toBe(true);
  }
  throw new Error(`Tab does not lead to ${String(to)}`);
}
