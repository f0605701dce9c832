import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import test from 'node:test';

const root = new URL('../../../../', import.meta.url);
const read = (path) => readFileSync(new URL(path, root), 'utf8');
const names = (text, pattern) => [...text.matchAll(pattern)].map(([, name]) => name);

const events = ['session.rs', 'appeal/mod.rs'].flatMap((file) => names(read(`crates/verify/src/${file}`), /=> "((?:session|appeal)\.\w+)"/g));
const rust = readdirSync(new URL('crates/server/src/', root), { recursive: true }).filter((file) => file.endsWith('.rs'));
const noted = rust.flatMap((file) => names(read(`crates/server/src/${file}`), /(?:\baudit|\bunasked|\bnote)\([^;"]*?"(\w+\.\w+)"/g));
const composed = ['opened.image', ...['opened', 'search'].flatMap((what) => ['decide', 'question', 'audit', 'quality'].map((purpose) => `${what}.${purpose}`)), 'user.disabled', 'user.enabled'];

test('whatever happens has a name in both languages', () => {
  assert.ok(events.length > 30 && noted.length > 30, 'the names are found in the sources');
  for (const language of ['en', 'zh-CN']) {
    const texts = read(`texts/${language}/console.ftl`);
    const missing = [...new Set([...events, ...noted, ...composed])].filter((name) => !texts.includes(`\nhappened-${name.replace('.', '-')} = `));
    assert.deepEqual(missing, [], language);
  }
});
