// What the server asks to be done before the camera, and what it says of it.
import { ask, Problem } from '../api/client.svelte';
import type { Answer, Finding } from '../api/types';
import { told } from '../state/findings';
import { refresh, flow } from '../state/flow.svelte';
import { language } from '../texts/texts.svelte';
import type { Action } from './follow';

export type Challenge = Answer<'post', '/v1/applicant/liveness'>;

/** What stands in the way of a challenge; `null` of one that has to do with the connection and is waited for. */
export type Refusal = 'too_few' | 'too_many' | 'other';

/** A new sequence, without the movements that the person cannot make. */
export async function askFor(slower: boolean, without: readonly Action[]): Promise<Challenge | Refusal> {
  try {
    return await ask('post', '/v1/applicant/liveness', { body: { slower, without: [...without] } });
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    if (cause.code === 'liveness.too_few') return 'too_few';
    return cause.status === 429 ? 'too_many' : 'other';
  }
}

export interface Told {
  passed: boolean;
  hints: Finding[];
}

/** What the server saw. Each challenge is looked at once: an answer that was lost on its way is told by the session. */
export async function check(id: string): Promise<Told> {
  try {
    const { passed, hints } = await ask('post', '/v1/applicant/liveness/{id}/check', { within: { id } });
    await refresh();
    return { passed, hints: hints.map((hint) => told(hint, language())) };
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    await refresh();
    return { passed: flow.session?.liveness.state === 'passed', hints: [] };
  }
}

/** A person looks instead. Costs no attempt. */
export async function giveUp(): Promise<void> {
  await ask('post', '/v1/applicant/liveness/give-up');
  await refresh();
}
