// What the stand-in answers about links, addresses, numbers and apps: one example of each kind. The rules themselves are the server's.
const LIST = { list_version: 4, updated_at: '2026-11-20T09:00:00Z' };
const made = (answer, kind, shown, entry = null, method = null, more = {}) => ({ answer, kind, shown, entry, method, ...more, ...LIST });
const KNOWN = [
  [/^https:\/\/(www\.)?utopia\.example(\/|$)/, (what) => made('official', 'link', new URL(what).host, 'utopia.example')],
  [/utopla/, () => made('looks_like', 'link', 'utopla.example', 'utopia.example', 'typo')],
  [/[а-я]/, (what) => made('looks_like', 'link', what.replace(/^https?:\/\//, ''), 'utopia.example', 'confusable', { hidden: ['U+200B'] })],
  [/utopia\.example\.evil/, () => made('looks_like', 'link', 'utopia.example.evil.test', 'utopia.example', 'nested')],
  [/^help@utopia\.example$/, (what) => made('official', 'mailbox', what, 'help@utopia.example')],
  [/@/, (what) => made('looks_like', 'mailbox', what, 'help@utopia.example', 'display_name')],
  [/^\+/, (what) => made('not_official', 'phone', what)],
];

export function answerTo(what, bytes) {
  if (what === null) return made('looks_like', 'app', `example.utopia.app (${bytes.length} bytes)`, 'example.utopia.app', 'other_certificate');
  return KNOWN.find(([pattern]) => pattern.test(what))?.[1](what) ?? made('not_official', 'link', what);
}
