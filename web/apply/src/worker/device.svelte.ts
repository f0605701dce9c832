// The checks on this device, in a worker. Where they cannot run, `device.state` is `none` and the server's precheck takes their place.
import { ask } from '../api/client.svelte';
import type { Side } from '../api/types';
import { clock } from '../state/clock.svelte';
import { language } from '../texts/texts.svelte';
import { GUIDES, MODELS, type Asked, type Call, type Calls, type Part, type Told } from './protocol';
import type { Check, DeviceChecks, FaceGuidance, Guidance, Lint } from './types';

/** `ready`: the form can be checked, and whatever the models that are there allow. */
type State = 'unasked' | 'loading' | 'ready' | 'none';

interface Status {
  state: State;
  models: Record<string, { loaded: number; total: number; ready: boolean }>;
  /** Models that could not be fetched; what they are for is left to the server. */
  failed: Part[];
}
const status = $state<Status>({ state: 'unasked', models: {}, failed: [] });

/** Milliseconds after which a call is taken to be lost. A phone that is slow is not: these are far above what is slow. */
const PATIENCE: Partial<Record<Call, number>> = { start: 60_000, load: 600_000, checkPhoto: 90_000, review: 60_000 };
const SHORT = 15_000;

class Lost extends Error {}

let worker: Worker | null = null;
let last = 0;
let starting: Promise<void> | null = null;
let restarts = 0;
const loading = new Map<Part, Promise<void>>();
const waiting = new Map<number, { done: (told: never) => void; lost: (cause: Error) => void }>();

function call<C extends Call>(name: C, asked: Calls[C]['asked'], transfer: Transferable[] = []): Promise<Calls[C]['told']> {
  const to = worker;
  if (!to) return Promise.reject(new Lost('no worker'));
  const id = (last += 1);
  return new Promise<Calls[C]['told']>((done, lost) => {
    // A page in the background stands still: the time that it was hidden does not count.
    let left = PATIENCE[name] ?? SHORT;
    const clock = setInterval(() => {
      if (document.hidden || (left -= 1000) > 0) return;
      fail(new Lost(`${name} brought no answer`));
    }, 1000);
    const settle = () => (clearInterval(clock), waiting.delete(id));
    waiting.set(id, {
      done: (told) => (settle(), done(told)),
      lost: (cause) => (settle(), lost(cause)),
    });
    to.postMessage({ id, call: name, asked } as Asked, transfer);
  });
}

/** The worker is lost. What was asked of it is told so; it is begun anew once, then the checks are left to the server. */
function fail(cause: Error) {
  const again = status.state === 'ready' && restarts === 0;
  worker?.terminate();
  worker = null;
  starting = null;
  const parts = [...loading.keys()];
  loading.clear();
  for (const { lost } of [...waiting.values()]) lost(cause);
  status.models = {};
  if (!again) return void (status.state = 'none');
  restarts += 1;
  status.state = 'unasked';
  void begin().then(() => parts.forEach((part) => void need(part)));
}

function hear({ data }: MessageEvent<Told>) {
  if ('event' in data) {
    if (data.event === 'fault') return fail(new Lost(data.fault));
    const { name, loaded, total, ready } = data;
    return void (status.models[name] = { loaded, total, ready });
  }
  const one = waiting.get(data.id);
  if ('told' in data) return one?.done(data.told as never);
  if (data.fatal) return fail(new Lost(data.fault));
  one?.lost(new Error(data.fault));
}

async function begin(): Promise<void> {
  if (status.state === 'none') return;
  starting ??= (async () => {
    status.state = 'loading';
    try {
      const policy = JSON.stringify(await ask('get', '/v1/applicant/policy'));
      worker = new Worker(new URL('./checks.worker.ts', import.meta.url), { type: 'module', name: 'checks' });
      worker.onmessage = hear;
      worker.onerror = (event) => fail(new Lost(event.message || 'the worker failed'));
      worker.onmessageerror = () => fail(new Lost('the worker was not understood'));
      const locale = language();
      await call('start', { policy, locale });
      status.state = 'ready';
      if (language() !== locale) await device.speak(language());
    } catch {
      status.state = 'none';
    }
  })();
  return starting;
}

/** Loads the models of a part; those of faces are for after the consent. */
async function need(part: Part): Promise<void> {
  await begin();
  if (status.state !== 'ready') return;
  const under = loading.get(part) ?? call('load', { part }).then(() => void (status.failed = status.failed.filter((one) => one !== part)));
  loading.set(part, under);
  await under.catch(() => {
    loading.delete(part);
    if (!status.failed.includes(part)) status.failed.push(part);
  });
}

const idle = () => new Promise<void>((done) => ('requestIdleCallback' in window ? requestIdleCallback(() => done(), { timeout: 3000 }) : setTimeout(done, 800)));
const saving = () => (navigator as { connection?: { saveData?: boolean } }).connection?.saveData ?? false;

/** By the server's clock: the device's own may be wrong. */
const today = () => new Date(clock.now()).toISOString().slice(0, 10);
const text = JSON.parse as <T>(told: string) => T;
const checks: DeviceChecks = {
  guideDocument: async ({ data, width, height }, side) => text<Guidance>(await call('guideDocument', { buffer: data.buffer, width, height, side }, [data.buffer])),
  guideFace: async ({ data, width, height }) => text<FaceGuidance>(await call('guideFace', { buffer: data.buffer, width, height }, [data.buffer])),
  resetFace: async () => void (await call('resetFace', {})),
  checkPhoto: async (photo, side, claim, faces) => text<Check>(await call('checkPhoto', { photo, side, claim: claim ? JSON.stringify(claim) : null, on: today(), faces })),
  checkClaim: async (claim) => text<Lint>(await call('checkClaim', { claim: JSON.stringify(claim), on: today() })),
  review: async (claim, faces) => text<Check>(await call('review', { claim: JSON.stringify(claim), on: today(), faces })),
  forget: async (side: Side) => void (await call('forget', { side })),
  speak: async (locale) => void (await call('speak', { locale })),
};

export const device = {
  get state(): State {
    return status.state;
  },
  /** The checks. `null` while they are not there. */
  get checks(): DeviceChecks | null {
    return status.state === 'ready' ? checks : null;
  },
  /** Begins to load what the checks need, as soon as the page has nothing better to do: models of documents too, unless data is to be saved. */
  async start(): Promise<void> {
    await idle();
    await (saving() ? begin() : need('document'));
  },
  /** Loads what a page needs now. Faces only after their consent. */
  need,
  /** Whether frames can be guided. */
  guides: (part: Part): boolean => status.state === 'ready' && GUIDES[part].every((name) => status.models[name]?.ready),
  /** Whether all of a part is loaded. */
  has: (part: Part): boolean => status.state === 'ready' && MODELS[part].every((name) => status.models[name]?.ready),
  /** Whether some of a part is not there and can still come. */
  coming: (part: Part): boolean =>
    status.state === 'unasked' || status.state === 'loading' || (status.state === 'ready' && loading.has(part) && !status.failed.includes(part) && !device.has(part)),
  /** Bytes of the models asked for so far. */
  get progress(): { loaded: number; total: number } {
    const all = Object.values(status.models);
    return { loaded: all.reduce((sum, { loaded }) => sum + loaded, 0), total: all.reduce((sum, { total }) => sum + total, 0) };
  },
  async speak(language: string): Promise<void> {
    if (status.state === 'ready') await checks.speak(language).catch(() => undefined);
  },
};
