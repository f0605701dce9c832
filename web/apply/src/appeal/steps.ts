// The steps of an appeal, in their order, and what is done of them.
import { appeal } from './appeal.svelte';
import { filesOf } from './pieces.svelte';
import { explanation } from './words.svelte';

export const STEPS = ['contact', 'write', 'held', 'paper', 'more', 'review'] as const;
export type Step = (typeof STEPS)[number];

export const isStep = (part: string): part is Step => (STEPS as readonly string[]).includes(part);

/** Whether what a step asks for is there. What need not be there is done. */
export function done(step: Step): boolean {
  if (step === 'contact') return appeal()?.contact.proven ?? false;
  if (step === 'held') return filesOf('held').length > 0;
  // The paper is written when it is on a photo.
  if (step === 'write' || step === 'paper') return filesOf('statement').length > 0;
  return step === 'more';
}

/** Whether something was given to it, though it need not be. */
export const given = (step: Step): boolean => (step === 'more' ? filesOf('extra').length > 0 || explanation().trim() !== '' : done(step));

/** The first step that is not done. */
export const nextStep = (): Step => STEPS.find((step) => !done(step)) ?? 'review';

/** The step after that one. */
export const after = (step: Step): Step => STEPS[STEPS.indexOf(step) + 1] ?? 'review';

/** Where what is missing is given, by its name in the API. */
export const STEP_OF: Record<string, Step> = { contact: 'contact', held: 'held', statement: 'paper', code: 'write' };
