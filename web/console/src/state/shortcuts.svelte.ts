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

/** What a key is called, what it writes first: a character that is a key of its own here is that key, whatever it takes to write it. */
export function named({ key, code, shiftKey }: Pick<KeyboardEvent, 'key' | 'code' | 'shiftKey'>): string[] {
  // Digits are found by their place: with Shift each keyboard writes something else there.
  const digit = /^Digit([0-9])$/.exec(code)?.[1];
  const placed = digit ? `${shiftKey && digit !== '0' ? '⇧' : ''}${digit}` : null;
  // While letters are put together by an input method, the key does not say what it is.
  const letter = key === 'Process' || key === 'Unidentified' ? /^Key([A-Z])$/.exec(code)?.[1] : null;
  return [letter ? (shiftKey ? letter : letter.toLowerCase()) : key, ...(placed ? [placed] : [])];
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
