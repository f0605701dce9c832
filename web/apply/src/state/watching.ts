/** Milliseconds between looks while the page is hidden. */
const HIDDEN = 60_000;

/** Looks every so many milliseconds, seldom while the page is hidden, and at once when it is shown again. Ends when a look fails, or by what it gives. */
export function watch(every: number, look: () => Promise<unknown>, failed: (cause: unknown) => unknown): () => void {
  let over = false;
  let timer: ReturnType<typeof setTimeout>;
  const wait = () => {
    if (!over) timer = setTimeout(go, document.hidden ? Math.max(every, HIDDEN) : every);
  };
  const go = () => void look().then(wait, failed);
  const seen = () => {
    if (document.hidden) return;
    clearTimeout(timer);
    go();
  };
  wait();
  document.addEventListener('visibilitychange', seen);
  return () => {
    over = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
}
