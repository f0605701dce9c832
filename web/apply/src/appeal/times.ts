// Times of an appeal in words.
import { regional, t } from '../texts/texts.svelte';

/** `Thursday 3 December, 18:00`: by the day of the week, which people plan by. */
export function weekday(text: string): string {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) return text;
  return new Intl.DateTimeFormat(regional(), { weekday: 'long', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit' }).format(date);
}

/** How long something still lasts, to the minute: `23 hours 14 minutes`. */
export function lasting(ms: number): string {
  const minutes = Math.max(Math.ceil(ms / 60_000), 0);
  const [hours, rest] = [Math.floor(minutes / 60), minutes % 60];
  if (hours === 0) return t('appeal-minutes', { minutes });
  return rest === 0 ? t('appeal-hours', { hours }) : t('appeal-hours-minutes', { hours, minutes: rest });
}
