import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const load = async (file) => (await runnerImport(new URL(file, import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;
const { lacking, refusing, standing, struckBy } = await load('./deciding.ts');
const { families, found, grouped } = await load('./picking.ts');
const { spelt, whole } = await load('./letters.ts');

const findings = [{ code: 'data.name_char_diff', effect: 'refuse' }, { code: 'img.glare', effect: 'refuse' }, { code: 'face.mismatch', effect: 'review' }, { code: 'img.shadow', effect: 'hint' }];

test('only where part of a refusal falls are findings struck by name', () => {
  assert.deepEqual(struckBy('overturn', ['img.glare'], findings), []);
  assert.deepEqual(struckBy('partial', ['img.glare', 'img.shadow'], findings), ['img.glare']);
  assert.deepEqual(struckBy('uphold', ['img.glare'], findings), []);
});

test('the reasons begin with what stands', () => {
  assert.deepEqual(standing('uphold', [], findings), ['data.name_char_diff', 'img.glare', 'face.mismatch']);
  assert.deepEqual(standing('partial', ['img.glare'], findings), ['data.name_char_diff', 'face.mismatch']);
  assert.deepEqual(standing('remit', [], findings), []);
});

test('what a decision lacks is said', () => {
  assert.equal(lacking(null, [], [], findings), 'outcome');
  assert.equal(lacking('partial', [], ['img.glare'], findings), 'struck');
  assert.equal(lacking('partial', refusing(findings), ['img.glare'], findings), 'all-struck');
  assert.equal(lacking('uphold', [], [], findings), 'reasons');
  assert.equal(lacking('overturn', [], [], findings), null);
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

test('runs of letters are taken apart, one under the other', () => {
  const cells = spelt([{ kind: 'same', claim: 'SM', document: 'SM' }, { kind: 'missing', claim: '', document: 'I' }, { kind: 'extra', claim: '李', document: '' }]);
  assert.equal(cells.length, 4);
  assert.deepEqual(whole(cells), { claim: 'SM李', document: 'SMI' });
});
