import assert from 'node:assert/strict';
import test, { mock } from 'node:test';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { runnerImport } from 'vite';

// What a browser has and Node has not, or has and would wait for.
Object.assign(globalThis, {
  addEventListener: () => undefined,
  document: { visibilityState: 'visible', documentElement: {} },
  location: { pathname: '/console/case/cas_1', search: '' },
  localStorage: { getItem: () => null },
  setInterval: () => 0,
  BroadcastChannel: class { postMessage() {} },
});
const path = (file) => fileURLToPath(new URL(file, import.meta.url));
const { Work } = (await runnerImport(path('./work.svelte.ts'), { configFile: false, logLevel: 'error', plugins: [svelte()], resolve: { alias: { '@apply': path('../../../apply/src') } } })).module;

const NOW = Date.parse('2026-11-28T20:00:00Z');
mock.timers.enable({ apis: ['Date'], now: NOW });
const until = (minutes) => new Date(Date.now() + minutes * 60_000).toISOString();
/** A case before a server that answers so; what it was asked stands in `asked`. */
function working(answers) {
  const asked = [];
  globalThis.fetch = async (address, { method }) => {
    const what = `${method} ${String(address).split('/cas_1')[1].split('?')[0].slice(1)}`.trim();
    asked.push(what);
    const answer = answers[what];
    const [status, body] = Array.isArray(answer) ? answer : [200, answer];
    return new Response(JSON.stringify(body ?? {}), { status });
  };
  return { work: new Work('cas_1'), asked };
}
const held = { holder: { login: 'ada', you: true, until: until(10) }, opened: true, may: ['open', 'verdict'] };

test('a lease is renewed in time, and not again at once by a clock that is fast', async () => {
  const { work, asked } = working({ GET: held, 'POST keep': { until: until(6) } });
  await work.load();
  await work.watch();
  assert.deepEqual(asked, ['GET']);
  work.until = Date.parse(until(6));
  await work.watch();
  mock.timers.tick(1000);
  await work.watch();
  assert.deepEqual(asked, ['GET', 'POST keep']);
  mock.timers.tick(30_000);
  await work.watch();
  assert.deepEqual(asked, ['GET', 'POST keep', 'POST keep']);
});

test('what was opened for a question can be opened to decide', async () => {
  const { work, asked } = working({ GET: { holder: null, opened: true, may: ['take', 'open'] }, 'POST open': { evidence: [] }, 'POST take': { until: until(10) } });
  await work.load();
  await work.open('question', 'A colleague asked.');
  assert.deepEqual(asked, ['GET', 'POST open', 'GET']);
  assert.equal(work.toOpen, true);
  await work.open('decide', '');
  assert.deepEqual(asked.slice(3), ['POST take', 'POST open', 'GET']);
});

test('what is held and not opened is to be opened, whatever was shown before', async () => {
  const { work } = working({ GET: { ...held, opened: false } });
  await work.load();
  work.opened = { evidence: [] };
  assert.equal(work.toOpen, true);
  work.summary.value = held;
  assert.equal(work.toOpen, false);
});

test('under a new lease the case is opened anew', async () => {
  const { work } = working({ GET: held, 'POST take': { until: until(10) } });
  await work.load();
  work.opened = { evidence: [] };
  work.lose();
  assert.equal(work.toOpen, false);
  await work.takeAnew();
  assert.deepEqual([work.lost, work.opened, work.toOpen], [null, null, true]);
});

test('where it cannot be taken again, how it stands now is shown', async () => {
  const answers = { GET: held, 'POST take': [409, { code: 'case.held' }] };
  const { work } = working(answers);
  await work.load();
  work.lose();
  answers.GET = { holder: { login: 'mei.tan', you: false, until: until(10) }, opened: false, may: [] };
  await assert.rejects(work.takeAnew(), { code: 'case.held' });
  assert.equal(work.case.holder.login, 'mei.tan');
  assert.notEqual(work.lost, null);
});

test('a verdict that is given stays given where what was read does not come', async () => {
  const answers = { GET: held, 'POST open': { fields: 1 }, 'POST verdict': { ...held, may: ['open', 'propose'] } };
  const { work } = working(answers);
  await work.load();
  await work.open('decide', '');
  answers['POST open'] = [500, { code: 'sys.technical_error' }];
  assert.equal(await work.send('verdict', { outcome: 'uphold' }), null);
  assert.equal(work.unread.code, 'sys.technical_error');
  answers['POST open'] = { fields: 2 };
  await work.reopen();
  assert.deepEqual([work.unread, work.opened], [null, { fields: 2 }]);
});
