// Values as people write and read them: addresses, codes, amounts, months.
import { hasText, language, regional, t } from './texts';

export * from './written';

const number = (text: string, options: Intl.NumberFormatOptions) => new Intl.NumberFormat(regional(), options).format(text as Intl.StringNumericLiteral);
const decimals = (text: string) => Math.min(text.split('.')[1]?.length ?? 0, 20);

/** A number to the last digit: it is text from end to end, and never a binary fraction. */
export const decimal = (text: string): string => number(text, { minimumFractionDigits: decimals(text), maximumFractionDigits: decimals(text) });
export const amount = (text: string, currency: string): string => `${decimal(text)}\u00a0${currency}`;
/** A share, 0 to 1, as per cent. */
export const share = (text: string): string => number(text, { style: 'percent', maximumFractionDigits: 4 });
export const count = (value: number): string => new Intl.NumberFormat(regional()).format(value);
/** What a product line is called; the relying party's own word for one that is not known. */
export const lineName = (line: string): string => (hasText(`account-line-${line}`) ? t(`account-line-${line}`) : line);
export const documentName = (kind: string): string => (hasText(`account-document-${kind}`) ? t(`account-document-${kind}`) : kind);

export const monthName = (month: string): string => new Intl.DateTimeFormat(regional(), { year: 'numeric', month: 'long', timeZone: 'UTC' }).format(new Date(`${month}-01T00:00:00Z`));
export const dayName = (day: string): string => new Intl.DateTimeFormat(regional(), { day: 'numeric', month: language() === 'en' ? 'short' : 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
