// Both languages have the same messages with the same values; every message that the pages name exists, and none is left that nobody names.
// Run in the folder of the pages; other pages name the parts of the texts that are theirs: check-texts.mjs console
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const OWN = ['apply', 'capture', 'appeal', 'account'];
const PARTS = process.argv.length > 2 ? process.argv.slice(2) : OWN;
const LANGUAGES = ['en', 'zh-CN'];
const here = process.cwd();
const faults = [];

/** The messages of a language: name, and the values that it takes. */
function messages(language) {
  const found = new Map();
  for (const part of PARTS) {
    const text = readFileSync(join(here, '../../texts', language, `${part}.ftl`), 'utf8');
    for (const [, name, body] of text.matchAll(/^([a-z][\w-]*) =((?:.*)(?:\n[ \t}].*)*)/gm)) {
      if (found.has(name)) faults.push(`${language}: ${name} stands twice`);
      found.set(name, [...new Set([...body.matchAll(/\$(\w+)/g)].map(([, value]) => value))].sort().join(' '));
    }
  }
  return found;
}
const [english, chinese] = LANGUAGES.map(messages);
for (const [name, values] of english) {
  if (!chinese.has(name)) faults.push(`zh-CN: ${name} is missing`);
  else if (chinese.get(name) !== values) faults.push(`zh-CN: ${name} takes "${chinese.get(name)}", in English "${values}"`);
}
for (const name of chinese.keys()) if (!english.has(name)) faults.push(`en: ${name} is missing`);

const sources = readdirSync(join(here, 'src'), { recursive: true }).filter((file) => /\.(svelte|ts)$/.test(file) && !file.startsWith('wasm'));
// What other pages take from the applicant's ones is theirs too.
for (const file of sources) {
  for (const [, path] of readFileSync(join(here, 'src', file), 'utf8').matchAll(/'@apply\/([\w./-]+)'/g)) {
    const found = ['', '.ts'].map((end) => join('../../apply/src', path + end)).find((one) => /\.(svelte|ts)$/.test(one) && existsSync(join(here, 'src', one)));
    if (found && !sources.includes(found)) sources.push(found);
  }
}
const named = new Set();
const patterns = [];
for (const file of sources) {
  const source = readFileSync(join(here, 'src', file), 'utf8');
  for (const [, quoted] of source.matchAll(/['"]([a-z][\w-]*)['"]/g)) named.add(quoted);
  for (const [, pattern] of source.matchAll(/`([a-z][\w-]*-\$\{[^`]*)`/g)) {
    const sketch = pattern.replaceAll(/\$\{[^}]*\}/g, '\0').replaceAll(/[^\w\0-].*/g, '').replaceAll('\0', '[\\w-]+');
    patterns.push(new RegExp(`^${sketch}$`));
  }
  // What is said must be there; `t(a ? 'one' : 'other')` names both.
  for (const [, argument] of source.matchAll(/\bt\(([^(){}]*)/g)) {
    for (const [, name] of argument.matchAll(/'([a-z][\w-]*)'/g)) {
      const compared = new RegExp(`(===|!==)\\s*'${name}'`).test(argument);
      if (!compared && !english.has(name)) faults.push(`${file}: there is no ${name}`);
    }
  }
}
for (const name of english.keys()) {
  if (!named.has(name) && !patterns.some((pattern) => pattern.test(name))) faults.push(`${name} is named nowhere`);
}
for (const fault of faults) console.error(fault);
console.log(`${english.size} messages in ${LANGUAGES.length} languages, ${faults.length} faults`);
process.exit(faults.length > 0 ? 1 : 0);
