import { t } from './texts';

/** Letters of a password, at least (NIST SP 800-63B-4, section 3.1.1.2); the server has the last word. */
const LEAST = 12;

/** What is amiss with a new password, or `null`. */
export const passwordFault = (password: string): string | null => (password === '' ? t('account-password-missing') : [...password].length < LEAST ? t('account-password-short', { least: LEAST, has: [...password].length }) : null);
