// The registry of reasons and the words for applicants, from the texts that the server uses.
import { readFileSync } from 'node:fs';

const ROOT = new URL('../../../../', import.meta.url);
const LANGUAGES = ['en', 'zh-CN'];

function read(language) {
  const found = new Map();
  let last = null;
  for (const line of readFileSync(new URL(`texts/${language}/reasons.ftl`, ROOT), 'utf8').split('\n')) {
    const [, name, title] = /^([a-z]+-[\w]+) = (.*)$/.exec(line) ?? [];
    const [, part, text] = /^ {4}\.(saw|need|do) = (.*)$/.exec(line) ?? [];
    if (name) found.set(name, (last = { title, saw: '', need: '', do: '' }));
    else if (part && last) last[part] = text;
  }
  return found;
}
const texts = Object.fromEntries(LANGUAGES.map((language) => [language, read(language)]));
const table = [...readFileSync(new URL('docs/reasons.md', ROOT), 'utf8').matchAll(/^\| `([a-z]+)\.(\w+)` \| (\w+) \| (\w+) \| (\w*) \|/gm)];

export const reasons = table.map(([, family, name, tier, , core]) => ({ code: `${family}.${name}`, family, tier, core: core === 'yes', title: Object.fromEntries(LANGUAGES.map((language) => [language, texts[language].get(`${family}-${name}`)?.title ?? name])) }));

export function words(code, language, value = '', limit = '') {
  const found = texts[language]?.get(code.replace('.', '-'));
  const filled = (text = '') => text.replaceAll(/\{ ?\$value ?\}/g, value).replaceAll(/\{ ?\$limit ?\}/g, limit);
  return found ? { title: filled(found.title), saw: filled(found.saw), need: filled(found.need), do: filled(found.do) } : { title: code, saw: '', need: '', do: '' };
}

const TITLES = {
  en: { overturn: 'Your appeal succeeded', remit: 'You have one more attempt', partial: 'Part of the refusal falls', uphold: 'The refusal stands', approved: 'You are verified', needs_resubmission: 'Please mend what is named', declined: 'We could not verify you' },
  'zh-CN': { overturn: '您的申诉成功', remit: '您可以再提交一次', partial: '部分原因已撤销', uphold: '维持原决定', approved: '您已通过验证', needs_resubmission: '请按说明修改', declined: '我们无法验证您的身份' },
};
const LEADS = { en: 'A person looked at everything you sent.', 'zh-CN': '工作人员查看了您提交的全部内容。' };
/** `measured` has what was measured, by code. */
export function preview({ outcome, reasons: codes = [], struck = [], message = null }, measured = {}) {
  const seen = (all) => all.filter((code) => reasons.find((reason) => reason.code === code)?.tier !== 'internal');
  return Object.fromEntries(LANGUAGES.map((language) => [language, { title: TITLES[language][outcome] ?? outcome, lead: LEADS[language], findings: seen(codes).map((code) => words(code, language, ...(measured[code] ?? ['–', '–']))), struck: seen(struck).map((code) => words(code, language)), redress: outcome === 'uphold' ? 'https://ombudsman.example' : null, message: message || null }]));
}
