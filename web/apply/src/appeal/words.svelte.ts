// What is typed for an appeal: kept here at once, the explanation on the server a moment later, so that another device can go on.
import { putExplanation } from '../api/appeal';
import { keep, kept, type Words } from '../state/kept';
import { appeal } from './appeal.svelte';

/** Milliseconds without a key after which the explanation is sent. */
const PAUSE = 1500;
/** Letters of the explanation, and of a message or an answer. */
export const MOST_LETTERS = 4000;
export const MOST_MESSAGE = 2000;

const none = (): Words => ({ explanation: '', unsent: false, message: '', answer: '' });
const words = $state<Words>(none());
/** Whether what was typed is on the server; `null` before anything was. */
export const saving = $state<{ saved: boolean | null }>({ saved: null });

export async function rememberWords(): Promise<void> {
  Object.assign(words, none(), await kept('words'));
  if (words.unsent) later();
}

/** Letters as people count them, not as machines do. */
export const letters = (text: string): number => [...text].length;

/** While somebody writes, what stands in the field is theirs: the server trims what it keeps. */
let writing = $state(false);
/** The field is left. */
export const ends = (): void => void (writing = false);

/** What this device has and the server not yet comes first. */
export const explanation = (): string => (words.unsent || writing ? words.explanation : (appeal()?.explanation ?? ''));
/** Somebody goes to the field: from here on what stands in it is what was typed. */
export function begins(): void {
  if (!writing) words.explanation = explanation();
  writing = true;
}
export const draft = (of: 'message' | 'answer'): string => words[of];

const keepAll = () => keep('words', $state.snapshot(words));

export function type(of: 'message' | 'answer', text: string): void {
  words[of] = text;
  void keepAll();
}

export function explain(text: string): void {
  Object.assign(words, { explanation: text, unsent: true });
  saving.saved = false;
  void keepAll();
  later();
}

let timer: ReturnType<typeof setTimeout> | undefined;
function later() {
  clearTimeout(timer);
  timer = setTimeout(() => void save(), PAUSE);
}

/** Sends the explanation now, if the server does not have it. */
export async function save(leaving = false): Promise<void> {
  clearTimeout(timer);
  const text = words.explanation;
  if (!words.unsent || appeal()?.state !== 'drafting' || letters(text) > MOST_LETTERS) return;
  try {
    await putExplanation(text, leaving);
  } catch {
    // It is kept here, and sent with the next letter or when the page is opened again.
    return;
  }
  const now = appeal();
  if (now) now.explanation = text;
  if (words.explanation !== text) return;
  words.unsent = false;
  saving.saved = true;
  await keepAll();
}
