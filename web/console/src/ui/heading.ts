import { me } from '../state/me.svelte';

/** Names the window after the page, and gives its heading. */
export function entitle(): HTMLElement | null {
  const heading = document.querySelector<HTMLElement>('main h1');
  if (heading) document.title = `${heading.dataset.title ?? heading.textContent?.trim()} · ${me.user?.relying_party.name ?? 'Candor'}`;
  return heading;
}

/** Whoever hears the page hears which one it is now, or which part of it is next. Nobody is taken away from where they are. */
export function toHeading(heading = entitle()): void {
  const here = document.activeElement;
  // A heading had the focus for the same reason; everything else was chosen by somebody.
  if (!heading || (document.querySelector('main')?.contains(here) && !here?.matches('h1, h2'))) return;
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
}

/** What is next to do about a case, once the page shows it. */
export const toNext = () => requestAnimationFrame(() => toHeading(document.querySelector<HTMLElement>('aside :is(#to-open, #verdict, #decide, #stands)')));
