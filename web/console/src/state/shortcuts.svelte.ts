// Keys. What a page can do it says while it is shown; all keys there are stand in one list, for the page that tells them.

/** Group, then what is done, with its keys. */
export const ALL = {
  everywhere: { shortcuts: ['?'], search: ['/'], queue: ['u'] },
  queue: { next: ['j'], previous: ['k'], enter: ['Enter'], refresh: ['r'] },
  case: { open: ['o'], decide: ['d'], evidence: ['e'] },
  viewer: {
    pick: ['1', '9'],
    'pick-other': ['⇧1', '⇧9'],
    other: ['w'],
    swap: ['x'],
    linked: ['l'],
    closer: ['+'],
    farther: ['-'],
    pan: ['←', '→', '↑', '↓'],
    turn: ['r'],
    'turn-back': ['R'],
    brighter: ['b'],
    darker: ['B'],
    contrast: ['c'],
    'less-contrast': ['C'],
    reset: ['0'],
  },
} as const satisfies Record<string, Record<string, readonly string[]>>;

type Handler = (event: KeyboardEvent) => void;
const handlers = new Map<string, Handler[]>();
const KEPT = 'console-shortcuts';
export const shortcuts = $state({ on: localStorage.getItem(KEPT) !== 'off', shown: false });

export function turn(on: boolean) {
  shortcuts.on = on;
  localStorage.setItem(KEPT, on ? 'on' : 'off');
}

/** Hears those keys until what it returns is called. The newest hearer comes first. */
export function hear(keys: Record<string, Handler>): () => void {
  for (const [key, handler] of Object.entries(keys)) handlers.set(key, [handler, ...(handlers.get(key) ?? [])]);
  return () => {
    for (const [key, handler] of Object.entries(keys)) handlers.set(key, (handlers.get(key) ?? []).filter((one) => one !== handler));
  };
}

const TYPED = 'input:not([type="radio"], [type="checkbox"], [type="range"]), textarea, select, [contenteditable]';

/** What keys of a Chinese keyboard write, which has the places of an American one, with Shift and without. */
const PLACED: Record<string, [string, string]> = { Slash: ['/', '?'], Minus: ['-', '_'], Equal: ['=', '+'] };

/** The names of a key, the one that counts first. */
export function named({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string[] {
  // While an input method is on, a key may not say what it is: then its place does.
  const letter = /^Key([A-Z])$/.exec(code)?.[1];
  const there = letter ? [letter.toLowerCase(), letter] : PLACED[code];
  if (key === 'Process' && there) return [there[shiftKey ? 1 : 0] ?? key];
  // Digits are found by their place: with Shift each keyboard writes something else there. Where that is a key of its own, it is meant.
  const digit = /^Digit([0-9])$/.exec(code)?.[1];
  const placed = digit ? `${shiftKey ? '⇧' : ''}${digit}` : key;
  return /^[0-9]$/.test(key) ? [placed] : [key, placed];
}

export function press(event: KeyboardEvent) {
  if (!shortcuts.on || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  const target = event.target as Element;
  if (target.closest?.(TYPED) || document.querySelector('dialog[open]')) return;
  const handler = named(event).map((key) => handlers.get(key)?.[0]).find(Boolean);
  if (!handler) return;
  event.preventDefault();
  handler(event);
}
