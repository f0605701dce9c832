import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { MAGIC, MOST_FRAMES, pack, unpack } = (await runnerImport(new URL('./clip.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;

const jpeg = (...bytes) => new Blob([new Uint8Array(bytes)]);

test('a clip is written as the server reads it', async () => {
  const clip = pack([{ ms: 1000.4, jpeg: jpeg(1, 2, 3) }, { ms: 1125.9, jpeg: jpeg(4) }]);
  const bytes = [...new Uint8Array(await clip.arrayBuffer())];
  assert.deepEqual(bytes, [...new TextEncoder().encode(MAGIC), 0, 0, 0, 0, 3, 0, 0, 0, 1, 2, 3, 126, 0, 0, 0, 1, 0, 0, 0, 4]);
});

test('what was packed is unpacked, a torn end is left out, and too many frames are cut', async () => {
  const frames = Array.from({ length: MOST_FRAMES + 5 }, (_, at) => ({ ms: at * 125, jpeg: jpeg(at & 255, 7) }));
  const clip = pack(frames);
  const back = await unpack(clip);
  assert.equal(back.length, MOST_FRAMES);
  assert.equal(back[3].ms, 375);
  assert.deepEqual([...new Uint8Array(await back[3].jpeg.arrayBuffer())], [3, 7]);
  assert.equal((await unpack(clip.slice(0, clip.size - 1))).length, MOST_FRAMES - 1);
  assert.deepEqual(await unpack(new Blob(['something else'])), []);
});
