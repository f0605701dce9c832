// Answers each line `SIDE FILE` with the check and the facts of that photo, as JSON.
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { device } from "./device.mjs";

const [day] = process.argv.slice(2);
const checks = await device({ test_mode: true });
for await (const line of createInterface({ input: process.stdin })) {
  const [, side, file] = line.match(/^(\w+) (.*)$/);
  const check = JSON.parse(checks.check_photo(readFileSync(file), side, null, day, true));
  const facts = JSON.parse(checks.facts());
  checks.forget(side);
  process.stdout.write(`${JSON.stringify({ check, facts })}\n`);
}
