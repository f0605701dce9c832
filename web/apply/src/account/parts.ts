/** A run of a letter: words, a link, or a code that somebody copies. */
export interface Run {
  text: string;
  kind: 'text' | 'link' | 'code';
}
const FOUND = /(https?:\/\/[^\s<>"，。；、）]+[^\s<>"，。；、）.,;:!?)])|(?<![\w-])([0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}|\d{6,8})(?![\w-])/g;

/** The text of a letter in runs, with its links and codes apart. */
export function runs(text: string): Run[] {
  const all: Run[] = [];
  let at = 0;
  for (const match of text.matchAll(FOUND)) {
    if (match.index > at) all.push({ text: text.slice(at, match.index), kind: 'text' });
    all.push({ text: match[0], kind: match[1] ? 'link' : 'code' });
    at = match.index + match[0].length;
  }
  if (at < text.length) all.push({ text: text.slice(at), kind: 'text' });
  return all;
}
