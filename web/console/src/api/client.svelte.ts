// Requests to the server. Every refusal is a Problem. The session is a cookie that scripts cannot read.
import { clock } from '@apply/state/clock.svelte';
import { language } from '../texts/texts';

/** A refusal (RFC 9457). `code` is stable. */
export class Problem extends Error {
  constructor(readonly status: number, readonly code: string, readonly title: string, readonly detail: string, readonly retryAfter: number | null = null) {
    super(detail || title);
  }
}

/** Whether the server is out of reach, and when it was last heard. */
export const connection = $state({ away: false, heard: Date.now() });

// Pages of one browser share the session: while one is heard by the server, none of them is idle.
const others = new BroadcastChannel('console-heard');
others.onmessage = ({ data }: MessageEvent<number>) => (connection.heard = Math.max(connection.heard, data));

let signedOut: () => void = () => undefined;
/** What is done when the server says that nobody is signed in. */
export const whenSignedOut = (act: () => void) => (signedOut = act);

export type Method = 'GET' | 'POST' | 'PUT';
/** After that many milliseconds without an answer there is none. */
const PATIENCE = 30_000;

interface Options {
  signal?: AbortSignal;
  /** Sent even while the page is closed. */
  keepalive?: boolean;
}

/** Asks the server once. */
export async function ask<T>(method: Method, path: string, body?: unknown, options: Options = {}): Promise<T> {
  const answer = await answered(method, path, body, options);
  const text = await answer.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

/** An image of the server's. Who looked at it is written down, so it is fetched once and kept while it is looked at. */
export const picture = async (path: string): Promise<Blob> => (await answered('GET', path, undefined, {})).blob();

async function answered(method: Method, path: string, body: unknown, options: Options): Promise<Response> {
  const headers: Record<string, string> = { 'accept-language': language() };
  if (method !== 'GET') headers['x-candor-console'] = '1';
  if (body !== undefined) headers['content-type'] = 'application/json';
  const patience = AbortSignal.timeout(PATIENCE);
  const signal = options.signal ? AbortSignal.any([options.signal, patience]) : patience;
  let answer: Response;
  try {
    answer = await fetch(path, { method, headers, body: body === undefined ? null : JSON.stringify(body), signal, cache: 'no-store', credentials: 'same-origin', keepalive: options.keepalive ?? false });
  } catch (cause) {
    if (options.signal?.aborted) throw cause;
    connection.away = true;
    throw new Problem(0, 'net.away', '', '');
  }
  clock.hear(answer);
  connection.away = false;
  if (answer.ok) {
    connection.heard = clock.now();
    others.postMessage(connection.heard);
    return answer;
  }
  const said = (await answer.json().catch(() => ({}))) as { code?: string; title?: string; detail?: string };
  const problem = new Problem(answer.status, said.code ?? 'unknown', said.title ?? answer.statusText, said.detail ?? '', Number(answer.headers.get('retry-after')) || null);
  if (problem.status === 401) signedOut();
  throw problem;
}

/** A path below the console's, with what is to be looked for. Nothing is asked for what is empty. */
export function at(path: string, query: Record<string, string | number | boolean | null | undefined> = {}): string {
  const pairs = Object.entries(query).filter(([, value]) => value !== null && value !== undefined && value !== '' && value !== false);
  const search = new URLSearchParams(pairs.map(([name, value]) => [name, String(value)]));
  return `/v1/console/${path}${pairs.length > 0 ? `?${search}` : ''}`;
}
