// How many cases with one fault each are caught on the device before anything is sent, and how many without a fault are let through at
// once. `node caught.mjs CASES`, of `candor specimen --cases --count 10 --out CASES`. Fails below 95 % of faults or 97 % of clean cases.
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { device } from "./device.mjs";

const MOST_MISSED = 0.05;
const MOST_STOPPED = 0.03;
// What the device does not judge, and what is for the form or the selfie alone.
const FAULTS = new Set([
  "nothing", "blur", "motion", "glare", "dark", "overexposed", "shadow", "cut corner", "finger", "low resolution", "skew", "one letter",
  "wrong type", "expired", "birth date", "one digit", "dark selfie", "closed eyes", "turned head", "two faces",
]);

const [folder] = process.argv.slice(2);
const checks = await device({ test_mode: true, age: { minimum_years: 0 } });
const rows = new Map();
const count = (fault, caught, exact, what) => {
  const row = rows.get(fault) ?? { cases: 0, caught: 0, exact: 0, others: [] };
  row.cases += 1;
  row.caught += caught;
  row.exact += exact;
  if (fault === "nothing" ? caught : !exact) row.others.push(what);
  rows.set(fault, row);
};
const names = (found, code) => found === code || (code === "data.name" && /^data\.name_(char|pinyin)_diff$/.test(found));

/** All codes that would be refused, over the photos and the review. */
function refused(place, claim, on, sides) {
  for (const side of ["front", "back", "selfie"]) checks.forget(side);
  const found = new Set();
  const add = (check) => JSON.parse(check).findings.filter((hint) => hint.effect === "refuse").forEach((hint) => found.add(hint.code));
  for (const [side, file] of sides) {
    if (existsSync(join(place, file))) add(checks.check_photo(readFileSync(join(place, file)), side, claim, on, true));
  }
  add(checks.review(on, claim, true));
  return [...found];
}

for (const name of readdirSync(folder).sort()) {
  const place = join(folder, name);
  if (!existsSync(join(place, "case.json"))) continue;
  const { wrong, code, on } = JSON.parse(readFileSync(join(place, "case.json"), "utf8"));
  if (!FAULTS.has(wrong)) continue;
  const claim = readFileSync(join(place, "claim.json"), "utf8");
  const usual = [["front", "front.jpg"], ["back", "back.jpg"], ["selfie", "selfie.jpg"]];
  const codes = refused(place, claim, on, usual);
  count(wrong, codes.length > 0, codes.some((found) => names(found, code)), `${name}: ${codes.join(", ") || "nothing"}`);
}
// Fronts that are backs: of cases without a fault that have two sides, or of those with a fault in the claim alone.
const CLEAN_PHOTOS = new Set(["nothing", "one letter", "birth date", "one digit", "wrong type"]);
let swapped = 0;
for (const name of readdirSync(folder).sort()) {
  const place = join(folder, name);
  if (swapped >= 10 || !existsSync(join(place, "back.jpg"))) continue;
  const { wrong, on } = JSON.parse(readFileSync(join(place, "case.json"), "utf8"));
  if (!CLEAN_PHOTOS.has(wrong)) continue;
  swapped += 1;
  for (const side of ["front", "back", "selfie"]) checks.forget(side);
  const check = JSON.parse(checks.check_photo(readFileSync(join(place, "back.jpg")), "front", null, on, true));
  const codes = check.findings.filter((hint) => hint.effect === "refuse").map((hint) => hint.code);
  count("wrong side", codes.length > 0, codes.includes("doc.wrong_side"), `${name}: ${codes.join(", ") || "nothing"}`);
}

let [cases, caught] = [0, 0];
console.log("| fault | cases | caught | by its own name |\n|---|---|---|---|");
for (const [fault, row] of rows) {
  if (fault === "nothing") continue;
  console.log(`| ${fault} | ${row.cases} | ${row.caught} | ${row.exact} |`);
  [cases, caught] = [cases + row.cases, caught + row.caught];
}
const clean = rows.get("nothing") ?? { cases: 0, caught: 0 };
console.log(`\ncaught: ${caught} of ${cases}; let through at once: ${clean.cases - clean.caught} of ${clean.cases}\n`);
for (const [fault, row] of rows) for (const what of row.others) console.log(`${fault}: ${what}`);
process.exitCode = caught < cases * (1 - MOST_MISSED) || clean.caught > clean.cases * MOST_STOPPED ? 1 : 0;
