import assert from 'node:assert/strict';
import test from 'node:test';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { runnerImport } from 'vite';

const place = { pathname: '/console/case/cas_1', search: '' };
const goTo = (_state, _title, address) => ([place.pathname, place.search] = [address.split('?')[0], address.includes('?') ? `?${address.split('?')[1]}` : '']);
Object.assign(globalThis, { location: place, addEventListener: () => undefined, history: { pushState: goTo, replaceState: goTo } });
const file = new URL('./route.svelte.ts', import.meta.url).pathname;
const { go, to, toQueue } = (await runnerImport(file, { configFile: false, logLevel: 'error', plugins: [svelte()] })).module;

test('the way back to the queue keeps what it was looked through for', () => {
  assert.equal(toQueue(), '/console');
  go('/console?late=true&kind=appeal');
  go(to('case', 'cas_1'));
  go('/console/audit?after=3');
  assert.equal(toQueue(), '/console?late=true&kind=appeal');
  go('/console/queue');
  assert.equal(toQueue(), '/console');
});
