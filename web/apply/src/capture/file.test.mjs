import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { amiss } = (await runnerImport(new URL('./file.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;

const file = (...bytes) => new Blob([new Uint8Array(bytes)]);
const text = (said) => new Blob([said]);

test('what a file is, is told from its first bytes', async () => {
  assert.equal(await amiss(file(0xff, 0xd8, 0xff, 0xe0)), null);
  assert.equal(await amiss(file(0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10)), null);
  assert.equal(await amiss(text('RIFF....WEBPVP8 ')), null);
  assert.equal(await amiss(text('....ftypheic....')), 'heic');
  assert.equal(await amiss(text('%PDF-1.7')), 'unsupported_format');
  assert.equal(await amiss(text('')), 'empty');
});

test('nothing is read of a file that is too large', async () => {
  const large = { size: 2 * 1024 ** 3, slice: () => assert.fail('it was read') };
  assert.equal(await amiss(large), 'too_large');
  const broken = { size: 10, slice: () => ({ arrayBuffer: () => Promise.reject(new Error('gone')) }) };
  assert.equal(await amiss(broken), 'corrupt');
});
