import { toHeading } from '../../appeal/heading';
import { registering, type Step } from './registering.svelte';

/** Shows another step, and leads to its heading. */
export function show(step: Step): void {
  registering.step = step;
  toHeading();
}
