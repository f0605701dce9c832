import assert from 'node:assert/strict';
import test from 'node:test';
import { runnerImport } from 'vite';

const { runs } = (await runnerImport(new URL('./parts.ts', import.meta.url).pathname, { configFile: false, logLevel: 'error' })).module;

const found = (text) => runs(text).filter(({ kind }) => kind !== 'text').map(({ text, kind }) => `${kind} ${text}`);

test('codes and links of a letter can be copied, and nothing else is one', () => {
  assert.deepEqual(found('Your code is 482913. It is good for 10 minutes.'), ['code 482913']);
  assert.deepEqual(found('验证码：482913，请勿告诉他人。'), ['code 482913']);
  assert.deepEqual(found('Open https://kyc.utopia.example/verify#t=abc_1.'), ['link https://kyc.utopia.example/verify#t=abc_1']);
  assert.deepEqual(found('请打开 https://kyc.utopia.example/verify#t=a1。'), ['link https://kyc.utopia.example/verify#t=a1']);
  assert.deepEqual(found('Receipt K7M2-9QXD of 2026-11-29, by 18:00'), ['code K7M2-9QXD']);
});

test('runs together are the letter', () => {
  const text = 'One 123456\ntwo https://a.example/x, three.';
  assert.equal(runs(text).map(({ text: part }) => part).join(''), text);
});
