import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const load = async (file) => (await runnerImport(new URL(file, import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;
const { about, ending, groundsOf, lacking, standing, struckBy } = await load('./deciding.ts');
const { families, found, grouped } = await load('./picking.ts');
const { spelt, whole } = await load('./letters.ts');

const findings = [{ code: 'data.name_char_diff', effect: 'refuse' }, { code: 'img.glare', effect: 'refuse' }, { code: 'img.glare', effect: 'refuse' }, { code: 'face.mismatch', effect: 'review' }, { code: 'img.shadow', effect: 'hint' }];
const grounds = ['data.name_char_diff', 'img.glare'];

test('an attempt was refused for what refuses; for what sent it to a person only where nothing does', () => {
  assert.deepEqual(groundsOf({ findings }), grounds);
  assert.deepEqual(groundsOf({ findings: findings.slice(3) }), ['face.mismatch']);
  assert.deepEqual(groundsOf({ findings: null }), []);
  assert.deepEqual(groundsOf(null), []);
});

test('where a person refused, that person\'s reasons are what it was refused for', () => {
  assert.deepEqual(groundsOf({ findings, by_person: { at: null, reasons: ['auth.digital_edit'] } }), ['auth.digital_edit']);
  assert.deepEqual(groundsOf({ findings, by_person: { at: null, reasons: [] } }), grounds);
});

test('what is decided on is the newest attempt that was decided before', () => {
  const [first, second, third] = [{ number: 1, decided_at: 'then', findings }, { number: 2, decided_at: 'then', findings }, { number: 3, decided_at: null, findings: [] }];
  assert.equal(about({ attempts: [first, second, third] }), second);
  assert.equal(about({ attempts: [first, { ...second, findings: null }] }), first);
});

test('only where part of a refusal falls are findings struck by name', () => {
  assert.deepEqual(struckBy('overturn', ['img.glare'], grounds), []);
  assert.deepEqual(struckBy('partial', ['img.glare', 'img.shadow'], grounds), ['img.glare']);
  assert.deepEqual(struckBy('uphold', ['img.glare'], grounds), []);
});

test('the reasons begin with what stands', () => {
  assert.deepEqual(standing('uphold', [], grounds), grounds);
  assert.deepEqual(standing('partial', ['img.glare'], grounds), ['data.name_char_diff']);
  assert.deepEqual(standing('remit', [], grounds), grounds);
  assert.deepEqual(standing('overturn', [], grounds), []);
});

test('what a decision lacks is said', () => {
  assert.equal(lacking(null, [], [], grounds), 'outcome');
  assert.equal(lacking('partial', [], ['img.glare'], grounds), 'struck');
  assert.equal(lacking('partial', grounds, ['img.glare'], grounds), 'all-struck');
  assert.equal(lacking('uphold', [], [], grounds), 'reasons');
  assert.equal(lacking('remit', [], [], grounds), 'reasons');
  assert.equal(lacking('overturn', [], [], grounds), null);
  assert.equal(lacking('approved', [], [], []), null);
});

const reasons = [
  { code: 'img.shadow', family: 'img', tier: 'public', core: false, title: { en: 'A shadow', 'zh-CN': '阴影' } },
  { code: 'img.glare', family: 'img', tier: 'public', core: true, title: { en: 'A reflection hides part', 'zh-CN': '反光' } },
  { code: 'risk.blocklist', family: 'risk', tier: 'internal', core: true, title: { en: 'A person looks', 'zh-CN': '人工' } },
];

test('reasons are found by words of either language or by code', () => {
  assert.deepEqual(found(reasons, 'REFLECTION part', 'zh-CN').map(({ code }) => code), ['img.glare']);
  assert.deepEqual(found(reasons, '反光', 'en').map(({ code }) => code), ['img.glare']);
  assert.deepEqual(found(reasons, 'img.', 'en').map(({ code }) => code), ['img.glare', 'img.shadow']);
  assert.deepEqual(grouped(reasons).map(([family, list]) => [family, list.length]), [['img', 2], ['risk', 1]]);
});

test('a blind verdict has families to name, also where the server names none', () => {
  assert.deepEqual(families([], reasons), ['img', 'risk']);
  assert.deepEqual(families(['face'], reasons), ['face']);
});

test('nobody is said to have been told who was not', () => {
  const what = (found) => ending({ kind: 'appeal', stage: 'first', paused: false, ...found }).what;
  assert.equal(what({ state: 'decided' }), 'beside-done');
  assert.equal(what({ state: 'withdrawn' }), 'beside-withdrawn');
  assert.equal(what({ state: 'lapsed' }), 'beside-lapsed');
  assert.equal(what({ kind: 'again', state: 'declined', closed_at: 'then' }), 'beside-done-again');
  assert.equal(what({ kind: 'again', state: 'declined', closed_at: null }), 'beside-rest');
  assert.equal(what({ state: 'second_review', stage: 'second' }), 'beside-second');
});

test('runs of letters are taken apart, one under the other', () => {
  const cells = spelt([{ kind: 'same', claim: 'SM', document: 'SM' }, { kind: 'missing', claim: '', document: 'I' }, { kind: 'extra', claim: '李', document: '' }]);
  assert.equal(cells.length, 4);
  assert.deepEqual(whole(cells), { claim: 'SM李', document: 'SMI' });
});
