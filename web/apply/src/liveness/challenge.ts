// What the server asks to be done before the camera, and what it says of it.
import { ask, Problem } from '../api/client.svelte';
import type { Finding } from '../api/types';
import { refresh, flow } from '../state/flow.svelte';
import type { Action } from './follow';

export interface Challenge {
  id: string;
  actions: Action[];
  seconds: number;
  frames_per_second: number;
  most_bytes: number;
  expires_at: string;
}

/** What stands in the way of a challenge; `null` of one that has to do with the connection and is waited for. */
export type Refusal = 'too_few' | 'too_many' | 'other';

/** A new sequence, without the movements that the person cannot make. */
export async function askFor(slower: boolean, without: readonly Action[]): Promise<Challenge | Refusal> {
  try {
    return await ask<Challenge>('/v1/applicant/liveness', { method: 'POST', body: { slower, without } });
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    if (cause.code === 'liveness.too_few') return 'too_few';
    return cause.status === 429 ? 'too_many' : 'other';
  }
}

export interface Told {
  passed: boolean;
  hints: (Finding & { remedy?: string })[];
}

/** What the server saw. Each challenge is looked at once: an answer that was lost on its way is told by the session. */
export async function check(id: string): Promise<Told> {
  try {
    const told = await ask<Told>(`/v1/applicant/liveness/${id}/check`, { method: 'POST' });
    await refresh();
    return told;
  } catch (cause) {
    if (!(cause instanceof Problem)) throw cause;
    await refresh();
    return { passed: flow.session?.liveness.state === 'passed', hints: [] };
  }
}

/** A person looks instead. Costs no attempt. */
export async function giveUp(): Promise<void> {
  await ask('/v1/applicant/liveness/give-up', { method: 'POST' });
  await refresh();
}
