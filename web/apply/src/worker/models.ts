// Fetches models: streamed with progress, checked against their length, kept in the browser's cache by a name that holds their hash.

export interface Model {
  file: string;
  bytes: number;
}

const FOLDER = '/apply/models/';
const STORE = 'candor-models';
const TRIES = 3;

/** What the server offers. */
export async function offered(): Promise<Record<string, Model>> {
  const answer = await fetch('/apply/models.json');
  if (!answer.ok) throw new Error(`models: ${answer.status}`);
  return (await answer.json()) as Record<string, Model>;
}

/** A cache that is full or forbidden is done without. */
const store = () => (typeof caches === 'undefined' ? null : caches.open(STORE).catch(() => null));

/** The bytes of a model. `progress` hears how many of them are there. */
export async function fetchModel(model: Model, progress: (loaded: number) => void): Promise<Uint8Array> {
  const address = FOLDER + model.file;
  const kept = await store();
  const before = await kept?.match(address).catch(() => undefined);
  if (before) {
    const bytes = new Uint8Array(await before.arrayBuffer());
    if (bytes.length === model.bytes) return progress(bytes.length), bytes;
  }
  for (let tries = 1; ; tries += 1) {
    try {
      const bytes = await download(address, model.bytes, progress);
      await kept?.put(address, new Response(bytes as Uint8Array<ArrayBuffer>)).catch(() => undefined);
      return bytes;
    } catch (cause) {
      if (tries === TRIES) throw cause;
      await new Promise((done) => setTimeout(done, 1000 * tries));
    }
  }
}

async function download(address: string, length: number, progress: (loaded: number) => void): Promise<Uint8Array> {
  const answer = await fetch(address);
  if (!answer.ok || !answer.body) throw new Error(`${address}: ${answer.status}`);
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const reader = answer.body.getReader(); ; ) {
    const { done, value } = await reader.read();
    if (done) break;
    if (at + value.length > length) throw new Error(`${address} is longer than announced`);
    bytes.set(value, at);
    at += value.length;
    progress(at);
  }
  if (at !== length) throw new Error(`${address} ended early`);
  return bytes;
}

/** Forgets models that the server does not offer any more. */
export async function tidy(models: Record<string, Model>): Promise<void> {
  const kept = await store();
  if (!kept) return;
  const wanted = new Set(Object.values(models).map(({ file }) => FOLDER + file));
  for (const request of await kept.keys()) if (!wanted.has(new URL(request.url).pathname)) await kept.delete(request);
}
