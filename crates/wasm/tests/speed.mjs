// How long frames and photos take. `node speed.mjs [--frames DIR] PHOTO...`: every photo is checked as it was taken; frames are raw RGBA,
// 1280 x 720, as `guide-document.rgba` and `guide-face.rgba` in DIR.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { device } from "./device.mjs";

const [WIDTH, HEIGHT, TIMES] = [1280, 720, 15];
const words = process.argv.slice(2);
const frames = words[0] === "--frames" ? words.splice(0, 2)[1] : null;
const started = performance.now();
const checks = await device({ test_mode: true });
console.log(`module and models: ${(performance.now() - started).toFixed(0)} ms`);

/** Median milliseconds on the wall clock and of CPU; the first three runs are those in which the engine compiles. */
function times(what, run, count = TIMES) {
  const [wall, cpu] = [[], []];
  for (let index = 0; index < count + 3; index += 1) {
    const [before, begun] = [process.cpuUsage(), performance.now()];
    run();
    const { user, system } = process.cpuUsage(before);
    if (index >= 3) wall.push(performance.now() - begun), cpu.push((user + system) / 1000);
  }
  const median = (list) => list.sort((a, b) => a - b)[Math.floor(list.length / 2)].toFixed(0);
  console.log(`${what}: ${median(wall)} ms (least ${Math.min(...wall).toFixed(0)}, CPU ${median(cpu)})`);
}

if (frames) {
  const document = readFileSync(join(frames, "guide-document.rgba"));
  const face = readFileSync(join(frames, "guide-face.rgba"));
  let said;
  times("document frame", () => (said = JSON.parse(checks.guide_document(document, WIDTH, HEIGHT, "front"))));
  console.log("  ", said.found, said.good, said.hint?.code, said.steady_key);
  times("face frame", () => (said = JSON.parse(checks.guide_face(face, WIDTH, HEIGHT))), 22);
  console.log("  ", said.found, said.good, said.hint?.code, JSON.stringify(said.pose), said.eyes_open);
}
for (const file of words) {
  const bytes = readFileSync(file);
  let said;
  times(file, () => (said = JSON.parse(checks.check_photo(bytes, "front", null, "2026-01-01", true))), 3);
  const stages = Object.entries(said.ms).map(([stage, ms]) => `${stage} ${ms.toFixed(0)}`);
  console.log("  ", said.width, said.height, said.findings.map((hint) => hint.code).join(" ") || "nothing found", "|", stages.join(", "));
}
