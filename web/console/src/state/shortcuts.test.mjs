import assert from 'node:assert/strict';
import test from 'node:test';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { runnerImport } from 'vite';

Object.assign(globalThis, { localStorage: { getItem: () => null }, document: { querySelector: () => null } });
const file = new URL('./shortcuts.svelte.ts', import.meta.url).pathname;
const { hear, press } = (await runnerImport(file, { configFile: false, logLevel: 'error', plugins: [svelte()] })).module;

const heard = [];
const keys = (...names) => hear(Object.fromEntries(names.map((name) => [name, () => heard.push(name)])));
const typed = (key, code, shiftKey = false) => {
  heard.length = 0;
  press({ key, code, shiftKey, target: {}, preventDefault: () => undefined });
  return heard.join();
};
keys('/', '?', '=', '1', '7', '⇧1', '⇧7', '0', 'r', 'R');

test('what a keyboard writes comes before where it writes it', () => {
  // A German keyboard: Shift and 7 write a slash, Shift and 0 an equals sign.
  assert.equal(typed('/', 'Digit7', true), '/');
  assert.equal(typed('=', 'Digit0', true), '=');
  assert.equal(typed('!', 'Digit1', true), '⇧1');
  assert.equal(typed('&', 'Digit1'), '1');
  assert.equal(typed('?', 'Minus', true), '?');
  // A French one: Shift writes the digit.
  assert.equal(typed('1', 'Digit1', true), '⇧1');
  assert.equal(typed('1', 'Numpad1'), '1');
});

test('keys are heard while an input method is on', () => {
  assert.equal(typed('Process', 'KeyR'), 'r');
  assert.equal(typed('Process', 'KeyR', true), 'R');
  assert.equal(typed('Process', 'Digit1'), '1');
  assert.equal(typed('Process', 'Slash', true), '?');
});
