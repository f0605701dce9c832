import assert from 'node:assert/strict';
import test from 'node:test';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { runnerImport } from 'vite';

globalThis.addEventListener = () => undefined;
const file = new URL('./drafts.svelte.ts', import.meta.url).pathname;
const { belongTo, draftOf } = (await runnerImport(file, { configFile: false, logLevel: 'error', plugins: [svelte()] })).module;

test('what somebody began is there for them again, and for nobody else', () => {
  belongTo('usr_ada');
  Object.assign(draftOf('cas_1'), { verdict: 'uphold', verdictNote: 'The third letter is an I.' });
  belongTo('usr_ada');
  assert.equal(draftOf('cas_1').verdictNote, 'The third letter is an I.');
  belongTo('usr_mei');
  assert.equal(draftOf('cas_1').verdict, null);
  draftOf('cas_1').note = 'Mine.';
  belongTo(null);
  belongTo('usr_mei');
  assert.equal(draftOf('cas_1').note, '');
});
