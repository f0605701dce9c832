// Requests to the server. Every refusal is a Problem; a server that is away is waited for, with a word to the applicant.
import { clock } from '../state/clock.svelte';
import { left } from '../state/left.svelte';
import type { Answer, Body, Path, Verb } from './types';
import type { ProblemBody } from './types';

/** A refusal (RFC 9457). `code` is stable. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, detail: string, readonly body: Partial<ProblemBody> = {}) {
    super(detail);
  }

  /** Whether asking again later can help: nothing was wrong with what was asked. */
  get passes(): boolean {
    if (this.code === 'precheck.off') return false;
    return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500;
  }
}

/** What people are told while the server is away, or there and busy. */
export const connection = $state({ away: false, busy: false });

let token = '';
export const speakFor = (secret: string) => (token = secret);
export const bearer = () => token;

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
/** Milliseconds between tries while the server is away: quick at first, then every ten seconds for as long as the page is open. */
const WAITS = [500, 1000, 2000, 4000, 8000, 10_000];
/** Milliseconds after which a request that brings no answer is given up and made again. */
const PATIENCE = 30_000;

interface Options {
  method?: string;
  body?: unknown;
  /** What the panel of things that left the device says; nothing is listed without. */
  what?: string;
  /** Another secret than the session's. `null` sends none. */
  secret?: string | null;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** Whether to come back with the fault at once instead of waiting for the server. */
  once?: boolean;
  /** Whether it is sent to its end though the page is left. */
  keepalive?: boolean;
}

async function once(path: string, options: Options): Promise<Response> {
  const headers: Record<string, string> = { ...options.headers };
  const secret = options.secret === undefined ? token : options.secret;
  if (secret) headers.authorization = `Bearer ${secret}`;
  const body = options.body === undefined ? null : JSON.stringify(options.body);
  if (body !== null) headers['content-type'] = 'application/json';
  const patience = AbortSignal.timeout(PATIENCE);
  // Browsers of 2023 cannot join two signals; the caller's own matters more.
  const signal = options.signal ? (AbortSignal.any?.([options.signal, patience]) ?? options.signal) : patience;
  try {
    const answer = await fetch(path, { method: options.method ?? 'GET', headers, body, signal, cache: 'no-store', keepalive: options.keepalive ?? false });
    clock.hear(answer);
    return answer;
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    throw new Problem(0, 'net.away', String(cause));
  }
}

async function refusal(response: Response): Promise<Problem> {
  const body = (await response.json().catch(() => ({}))) as Partial<ProblemBody>;
  return new Problem(response.status, body.code ?? 'unknown', body.detail ?? response.statusText, body);
}

async function answered<T>(path: string, options: Options, read: (response: Response) => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      const response = await once(path, options);
      if (!response.ok) throw await withWait(response);
      // What breaks off in the middle, or is some network's own page instead of an answer, is no answer.
      const value = await read(response).catch((cause: unknown) => Promise.reject(new Problem(0, 'net.away', String(cause))));
      reached();
      if (options.what) left.note(options.what, options.body);
      return value;
    } catch (cause) {
      if (!(cause instanceof Problem) || !cause.passes || options.once || tooMany(cause)) throw cause;
      unreached(cause);
      await pause(WAITS[Math.min(tries, WAITS.length - 1)] ?? 10_000);
    }
  }
}

/** The server answers. */
export const reached = () => Object.assign(connection, { away: false, busy: false });
/** The server does not, or asks for patience. */
export const unreached = (problem: { code: string }) => Object.assign(connection, { away: problem.code !== 'busy', busy: problem.code === 'busy' });

/** What is between braces in a path, or stands after it. */
type Within = Record<string, string>;

/**
 * Asks the server, and waits for it while it is away or busy. What is asked must be harmless to repeat. Path, body and answer are those of
 * docs/openapi.json.
 */
export const ask = <V extends Verb, P extends Path<V>>(verb: V, path: P, options: Omit<Options, 'method' | 'body'> & { body?: Body<V, P>; within?: Within; query?: Within } = {}): Promise<Answer<V, P>> => {
  const { within = {}, query, ...others } = options;
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(within[name] ?? ''));
  return request(verb, query ? `${filled}?${new URLSearchParams(query)}` : filled, others);
};

const request = <T>(verb: Verb, path: string, options: Omit<Options, 'method'> = {}): Promise<T> =>
  answered(path, { ...options, method: verb.toUpperCase() }, async (response) => {
    const text = await response.text();
    return (text === '' ? undefined : JSON.parse(text)) as T;
  });

/** A file of the applicant's own. */
export const fetched = (path: string): Promise<Blob> => answered(path, { once: true }, (response) => response.blob());

/** A count that is used up for the hour is said, not waited for. */
const tooMany = (problem: Problem) => problem.status === 429 && problem.code !== 'rate_limited';

async function withWait(response: Response): Promise<Problem> {
  const problem = await refusal(response);
  const seconds = Number(response.headers.get('retry-after'));
  if (problem.passes && !tooMany(problem) && seconds > 0) await pause(Math.min(seconds, 30) * 1000);
  return problem;
}
