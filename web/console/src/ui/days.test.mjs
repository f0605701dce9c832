import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const load = async (file) => (await runnerImport(new URL(file, import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;
const { ceiling, columns } = await load('./days.ts');
const { span } = await load('./span.ts');

test('bars stand on the line, late ones on top of those in time', () => {
  const { top, columns: [one] } = columns([{ date: '2026-11-28', opened: 4, decided: 6, late: 2 }], 100, 80);
  assert.equal(top, 8);
  assert.equal(one.opened.y + one.opened.height, 80);
  assert.equal(one.decided.height, 40);
  assert.equal(one.late.y + one.late.height, one.decided.y);
});

test('no days and no cases are no trouble', () => {
  assert.deepEqual(columns([], 100, 80), { top: 4, columns: [] });
  assert.equal(ceiling(999_999), 999_999);
});

test('what is left is said in minutes and seconds', () => {
  assert.equal(span(600_999), '10:00');
  assert.equal(span(5_100), '0:05');
  assert.equal(span(-1), '0:00');
});
