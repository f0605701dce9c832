// The checks, off the page's own thread: one module worker around the WASM.
import { fetchModel, offered, tidy, type Model } from './models';
import { MODELS, type Asked, type Device, type Glue, type Part, type Told } from './protocol';

// Neither is there where the machine that built the page had no compiler for WASM.
const glues = Object.values(import.meta.glob<Glue>('../wasm/candor_wasm.js'));
const binaries = Object.values(import.meta.glob<string>('../wasm/candor_wasm_bg.wasm', { query: '?url', import: 'default' }));

const scope = self as unknown as DedicatedWorkerGlobalScope;
const tell = (told: Told) => scope.postMessage(told);

let device: Device | null = null;
let offer: Promise<Record<string, Model>> | null = null;

/** The smallest module that uses SIMD (i8x16.splat, i8x16.popcnt). */
const SIMD = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253, 15, 253, 98, 11]);

async function start(policy: string, locale: string): Promise<null> {
  const [glue, binary] = [glues[0], binaries[0]];
  if (!glue || !binary) throw new Error('built without WASM');
  if (typeof WebAssembly !== 'object' || !WebAssembly.validate(SIMD)) throw new Error('no SIMD');
  const [module, address] = await Promise.all([glue(), binary()]);
  await module.default({ module_or_path: address });
  device = new module.Device(policy, locale);
  return null;
}

const running = () => {
  if (!device) throw new Error('not started');
  return device;
};

interface Wanted {
  name: string;
  part: Part;
  model: Model;
  done: () => void;
  lost: (cause: unknown) => void;
}
/** Models that are asked for and not there yet, in the order in which they come. */
const wanted: Wanted[] = [];
let fetching = false;

/** Those of faces, asked for on the page that needs them now, overtake the others. */
async function load(part: Part): Promise<null> {
  offer ??= offered().catch((cause: unknown) => {
    offer = null;
    throw cause;
  });
  const models = await offer;
  const all = MODELS[part].flatMap((name) => {
    const model = models[name];
    if (!model || running().has(name)) return [];
    tell({ event: 'model', name, loaded: 0, total: model.bytes, ready: false });
    return [new Promise<void>((done, lost) => void wanted.push({ name, part, model, done, lost }))];
  });
  if (part === 'face') wanted.sort((a, b) => Number(b.part === 'face') - Number(a.part === 'face'));
  void fetchAll();
  await Promise.all(all);
  if (part === 'document') void tidy(models);
  return null;
}

/** One after the other, so that the first is there soon. */
async function fetchAll(): Promise<void> {
  if (fetching) return;
  fetching = true;
  for (let next = wanted.shift(); next; next = wanted.shift()) {
    const { name, model, done, lost } = next;
    const step = (loaded: number, ready = false) => tell({ event: 'model', name, loaded, total: model.bytes, ready });
    try {
      running().load(name, await fetchModel(model, step));
      step(model.bytes, true);
      done();
    } catch (cause) {
      lost(cause);
    }
  }
  fetching = false;
}

const bytes = (buffer: ArrayBuffer) => new Uint8Array(buffer);

async function answer(message: Asked): Promise<unknown> {
  switch (message.call) {
    case 'start':
      return start(message.asked.policy, message.asked.locale);
    case 'load':
      return load(message.asked.part);
    case 'speak':
      running().set_locale(message.asked.locale);
      return null;
    case 'guideDocument': {
      const { buffer, width, height, side } = message.asked;
      return running().guide_document(bytes(buffer), width, height, side);
    }
    case 'guideFace': {
      const { buffer, width, height } = message.asked;
      return running().guide_face(bytes(buffer), width, height);
    }
    case 'resetFace':
      running().reset_face();
      return null;
    case 'checkPhoto': {
      const { photo, side, claim, on, faces } = message.asked;
      return running().check_photo(bytes(await photo.arrayBuffer()), side, claim ?? undefined, on, faces);
    }
    case 'checkClaim':
      return running().check_claim(message.asked.claim, message.asked.on);
    case 'review':
      return running().review(message.asked.on, message.asked.claim, message.asked.faces);
    case 'forget':
      running().forget(message.asked.side);
      return null;
  }
}

/** After a trap or without memory the module's state is not to be trusted. */
const fatal = (cause: unknown) => cause instanceof WebAssembly.RuntimeError || cause instanceof RangeError;

scope.onmessage = async ({ data }: MessageEvent<Asked>) => {
  try {
    tell({ id: data.id, told: await answer(data) });
  } catch (cause) {
    tell({ id: data.id, fault: String(cause), fatal: data.call === 'start' || fatal(cause) });
  }
};
scope.onunhandledrejection = ({ reason }) => tell({ event: 'fault', fault: String(reason) });
