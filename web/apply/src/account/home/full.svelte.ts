// What only a sign-in of the last minutes, with every factor, may do.
import { toHeading } from '../../appeal/heading';
import { Problem } from '../../api/client.svelte';
import { account, tried } from '../account.svelte';

export const full = $state<{ asked: boolean; then: (() => unknown) | null }>({ asked: false, then: null });

/** Leads through a full sign-in, and on to `then`. */
export function through(then: () => unknown): void {
  Object.assign(full, { asked: true, then });
  toHeading();
}

/** Does what asks for a full sign-in: leads through one first where the last is too long ago. What was refused, or `null`; `refused` names what is said when something entered does not fit. */
export async function fully(doing: () => Promise<unknown>, then: () => unknown = () => undefined, refused?: string): Promise<string | null> {
  if (account.holder && !account.holder.full) {
    through(then);
    return null;
  }
  return tried(async () => {
    try {
      await doing();
    } catch (cause) {
      if (!(cause instanceof Problem) || cause.code !== 'account.full_sign_in') throw cause;
      through(then);
    }
  }, refused);
}
