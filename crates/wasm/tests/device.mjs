// The module as Node loads it, with the models of the checkout.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../../..");
const built = join(root, "web/apply/src/wasm");
const NAMES = [
  "document_locator", "mrz_locator", "mrz_recogniser", "face_detector", "face_mesh", "face_blendshapes", "text_detector", "text_skimmer",
];

/** The module; `null` where it was not built. */
export async function wasm() {
  const module = join(built, "candor_wasm_bg.wasm");
  if (!existsSync(module)) return null;
  const glue = await import(pathToFileURL(join(built, "candor_wasm.js")).href);
  glue.initSync({ module: readFileSync(module) });
  return glue;
}

/** A device with every model that is there, and `policy` beside the defaults. */
export async function device(policy = {}, names = NAMES) {
  const glue = await wasm();
  if (!glue) throw new Error("the module is not built: run `make wasm`");
  const device = new glue.Device(JSON.stringify(policy), "en");
  for (const name of names) {
    const place = [`models/${name}.onnx`, `models/cache/${name}.onnx`].map((place) => join(root, place)).find(existsSync);
    if (!place) throw new Error(`model ${name} is missing: run \`candor models pull\``);
    device.load(name, readFileSync(place));
  }
  return device;
}
