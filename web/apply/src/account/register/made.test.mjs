import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { serves } = (await runnerImport(new URL('./made.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;

const made = { id: 'pkb_1', registration: 'reg_1', username: 'ada', at: 1_000_000, credential: {} };
const after = (seconds) => made.at + seconds * 1000;

test('a passkey that was made is sent again while the server waits for it', () => {
  assert.equal(serves(made, 'reg_1', 'ada', after(0)), true);
  assert.equal(serves(made, 'reg_1', 'ada', after(269)), true);
});

test('one that comes too late is made anew, and so is one from a time that is yet to come', () => {
  assert.equal(serves(made, 'reg_1', 'ada', after(270)), false);
  assert.equal(serves(made, 'reg_1', 'ada', after(-1)), false);
});

test('one for another name or another registration does not serve, and none does not either', () => {
  assert.equal(serves(made, 'reg_1', 'bo', after(1)), false);
  assert.equal(serves(made, 'reg_2', 'ada', after(1)), false);
  assert.equal(serves(null, 'reg_1', 'ada', after(1)), false);
});
