import assert from 'node:assert/strict';
import test from 'node:test';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { runnerImport } from 'vite';

const { fitted, moved, shown, WHOLE, zoomed } = (await runnerImport(new URL('./zoom.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;
const PANE = { width: 400, height: 300 };

test('an image fits into its pane, also when it lies on its side', () => {
  assert.deepEqual(fitted({ width: 1600, height: 900 }, PANE, 0), { width: 400, height: 225 });
  const turned = fitted({ width: 1600, height: 900 }, PANE, 1);
  assert.equal(Math.round(turned.width), 300);
  assert.equal(turned.height < PANE.width, true);
});

test('what is under the pointer stays there', () => {
  const near = zoomed(WHOLE, 2, 0.25, -0.1);
  // A point p of the image lies at x + p * zoom: the one that was at 0.25 is there still.
  assert.equal(near.zoom, 2);
  assert.ok(Math.abs(near.x + 0.25 * near.zoom - 0.25) < 1e-9);
  assert.ok(Math.abs(near.y - 0.1 * near.zoom + 0.1) < 1e-9);
});

test('farther than the whole is the whole, and nothing is pushed out of sight', () => {
  assert.deepEqual(zoomed({ zoom: 2, x: 0.4, y: 0 }, 0.1), WHOLE);
  assert.equal(moved({ zoom: 2, x: 0, y: 0 }, 9, 0).x, 1);
  assert.equal(zoomed(WHOLE, 1000).zoom, 12);
});

test('a region is brought to the middle, whichever way the image is turned', () => {
  const region = [[1200, 100], [1400, 100], [1400, 200], [1200, 200]];
  const image = { width: 1600, height: 900 };
  const upright = shown(region, image, PANE, 0);
  assert.ok(upright.zoom > 1.5 && upright.x < 0 && upright.y > 0);
  const around = shown(region, image, PANE, 2);
  assert.ok(Math.abs(around.x + upright.x) < 1e-9 && Math.abs(around.y + upright.y) < 1e-9);
  assert.deepEqual(shown([], image, PANE, 0), WHOLE);
});

test('of a long clip a few frames are shown, over all of it', async () => {
  const { spread } = (await runnerImport(new URL('./looking.svelte.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error', plugins: [svelte()] })).module;
  assert.deepEqual(spread(160, 8), [0, 23, 45, 68, 91, 114, 136, 159]);
  assert.deepEqual(spread(3, 8), [0, 1, 2]);
});
