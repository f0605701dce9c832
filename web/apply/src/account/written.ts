// What people write, read without regard to how they write it. Pure, so that it is tried by itself.
import type { Address } from '../api/account-types';

/** An e-mail address, or a phone number with the code of its country, as E.164 has it; `null` where it is neither. */
export function addressOf(typed: string): Address | null {
  const text = typed.trim();
  if (text.includes('@')) return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? { email: text } : null;
  const phone = text.replaceAll(/[\s().\-–]/g, '').replace(/^00/, '+');
  return /^\+[1-9]\d{6,14}$/.test(phone) ? { phone } : null;
}

/** An invitation code as it is written: without case, hyphens or spaces; O is 0, I and L are 1. */
export const codeOf = (typed: string): string => typed.toUpperCase().replaceAll(/[\s\-–—_]/g, '').replaceAll('O', '0').replaceAll(/[IL]/g, '1');
/** Whether it can be one: 8 letters of Crockford's alphabet. Whether it is one the server knows. */
export const isCode = (code: string): boolean => /^[0-9A-HJKMNP-TV-Z]{8}$/.test(code);
export const shownCode = (code: string): string => (isCode(codeOf(code)) ? `${codeOf(code).slice(0, 4)}-${codeOf(code).slice(4)}` : code);
/** Digits of a one-time code. */
export const digits = (typed: string): string => typed.normalize('NFKC').replaceAll(/\D/g, '');

/** Whether an amount is nothing. */
export const isZero = (text: string): boolean => !/[1-9]/.test(text);

/** Months from the present one back to the first, as `2026-11`, by UTC. */
export function months(from: string, now: number): string[] {
  const [first, last] = [new Date(from), new Date(now)];
  const least = Number.isNaN(first.getTime()) ? last : first;
  const all: string[] = [];
  for (let at = Date.UTC(last.getUTCFullYear(), last.getUTCMonth()); at >= Date.UTC(least.getUTCFullYear(), least.getUTCMonth()) && all.length < 60; ) {
    all.push(new Date(at).toISOString().slice(0, 7));
    const date = new Date(at);
    at = Date.UTC(date.getUTCFullYear(), date.getUTCMonth() - 1);
  }
  return all;
}
