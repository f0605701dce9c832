// Where one is: a path below /console, with what is looked for.
const ROOT = '/console';
const at = $state({ path: location.pathname, search: location.search });
/** What the queue was looked through for last. */
let sought = '';
function read() {
  Object.assign(at, { path: location.pathname, search: location.search });
  if ([ROOT, `${ROOT}/`, to('queue')].includes(at.path)) sought = at.search;
}
export const route = {
  /** What is between the slashes after /console. */
  get parts(): string[] {
    return at.path.slice(ROOT.length).split('/').filter(Boolean).map(decodeURIComponent);
  },
  get search(): URLSearchParams {
    return new URLSearchParams(at.search);
  },
};

/** The address of a page. */
export const to = (...parts: string[]) => [ROOT, ...parts.map(encodeURIComponent)].join('/');

read();
addEventListener('popstate', read);

/** The queue, as it was looked at last. */
export const toQueue = () => to() + sought;

export function go(address: string, replace = false) {
  history[replace ? 'replaceState' : 'pushState'](null, '', address);
  read();
}

/** Follows links to our own pages without loading them anew. */
export function follow(event: MouseEvent) {
  const link = (event.target as Element | null)?.closest?.('a');
  if (!link || link.target || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const { origin, pathname, search } = new URL(link.href);
  if (origin !== location.origin || (pathname !== ROOT && !pathname.startsWith(`${ROOT}/`))) return;
  event.preventDefault();
  go(pathname + search);
}
