// Requests to the server. Every refusal is a Problem; a server that is away is waited for, with a word to the applicant.
import { left } from '../state/left.svelte';
import type { ProblemBody } from './types';

/** A refusal (RFC 9457). `code` is stable. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, detail: string, readonly body: Partial<ProblemBody> = {}) {
    super(detail);
  }

  /** Whether asking again later can help: nothing was wrong with what was asked. */
  get passes(): boolean {
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** What people are told while the server is away. */
export const connection = $state({ away: false, since: 0 });

let token = '';
export const speakFor = (secret: string) => (token = secret);
export const bearer = () => token;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** Milliseconds between tries while the server is away: quick at first, then every ten seconds for as long as the page is open. */
const WAITS = [500, 1000, 2000, 4000, 8000, 10_000];
/** Milliseconds after which a request that brings no answer is given up and made again. */
const PATIENCE = 30_000;

interface Options {
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  body?: unknown;
  /** What the panel of things that left the device says; nothing is listed without. */
  what?: string;
  /** Another secret than the session's. `null` sends none. */
  secret?: string | null;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Whether to come back with the fault at once instead of waiting for the server. */
  once?: boolean;
}

async function once(path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers };
  const secret = options.secret === undefined ? token : options.secret;
  if (secret) headers.authorization = `Bearer ${secret}`;
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  if (body !== null) headers['content-type'] = 'application/json';
  const patience = AbortSignal.timeout(PATIENCE);
  const signal = options.signal ? AbortSignal.any([options.signal, patience]) : patience;
  try {
    return await fetch(path, { method: options.method ?? 'GET', headers, body, signal, cache: 'no-store' });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Problem(0, 'net.away', String(cause));
  }
}

async function refusal(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemBody>;
  return new Problem(response.status, body.code ?? 'unknown', body.detail ?? response.statusText, body);
}

/** Asks the server, and waits for it while it is away or busy. What is asked must be harmless to repeat. */
export async function ask<T>(path: string, options: Options = {}): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      const response = await once(path, options);
      if (!response.ok) throw await withWait(response);
      connection.away = false;
      if (options.what) left.note(options.what, options.body);
      return (response.status === 204 ? undefined : await response.json()) as T;
    } catch (cause) {
      if (!(cause instanceof Problem) || !cause.passes || options.once || tooMany(cause)) throw cause;
      if (!connection.away) Object.assign(connection, { away: true, since: Date.now() });
      await pause(WAITS[Math.min(tries, WAITS.length - 1)] ?? 10_000);
    }
  }
}

/** A count that is used up for the hour is said, not waited for. */
const tooMany = (problem: Problem) => problem.status === 429 && problem.code !== 'rate_limited';

async function withWait(response: Response): Promise<Problem> {
  const problem = await refusal(response);
  const seconds = Number(response.headers.get('retry-after'));
  if (problem.passes && !tooMany(problem) && seconds > 0) await pause(Math.min(seconds, 30) * 1000);
  return problem;
}
