import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { addressOf, codeOf, digits, isCode, isZero, months, shownCode } = (await runnerImport(new URL('./written.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;

test('an address is an e-mail address or a number with the code of its country, and nothing else', () => {
  assert.deepEqual(addressOf(' ada@lovelace.example '), { email: 'ada@lovelace.example' });
  assert.deepEqual(addressOf('+1 (555) 010-0142'), { phone: '+15550100142' });
  assert.deepEqual(addressOf('0044 20 7946 0018'), { phone: '+442079460018' });
  for (const neither of ['', 'ada', 'ada@', 'ada@lovelace', '555 010 0142', '+0155501001']) assert.equal(addressOf(neither), null, neither);
});

test('an invitation code is read in any case, with hyphens and spaces, O as 0, I and L as 1', () => {
  assert.equal(codeOf(' k7m2 – 9qxd'), 'K7M29QXD');
  assert.equal(codeOf('oil0-0000'), '01100000');
  assert.equal(shownCode('k7m29qxd'), 'K7M2-9QXD');
  for (const none of ['K7M29QX', 'K7M29QXDA', 'K7M29QXU', 'K7M2·9QX']) assert.ok(!isCode(codeOf(none)), none);
});

test('a one-time code is its digits, of any width', () => assert.equal(digits(' ４８２ 913'), '482913'));

test('nothing is nothing in any notation', () => {
  assert.ok(isZero('0.000000') && isZero('-0') && !isZero('0.000001'));
});

test('months go from the present one back to the first, across a year', () => {
  assert.deepEqual(months('2026-11-30T23:59:59Z', Date.UTC(2027, 0, 1)), ['2027-01', '2026-12', '2026-11']);
  assert.deepEqual(months('nonsense', Date.UTC(2027, 0, 31, 23)), ['2027-01']);
});
