// Which page is shown: its address says so.

export type View = 'home' | 'register' | 'recover' | 'check' | 'inbox' | 'lost';
interface Place {
  view: View;
  /** The relying party's id; empty where the address names none. */
  party: string;
  /** What stands after the `#`. */
  part: string;
}

function read(): Place {
  const [, first, party = '', more] = location.pathname.split('/');
  const part = location.hash.slice(1);
  const made = (view: View): Place => ({ view, party, part });
  if (first === 'inbox') return made('inbox');
  if (!/^rp_\w+$/.test(party)) return made('lost');
  if (first === 'check') return made('check');
  return made(!more ? 'home' : more === 'register' || more === 'recover' ? more : 'lost');
}

export const place = $state<Place>(read());
const follow = () => Object.assign(place, read());
addEventListener('popstate', follow);
addEventListener('hashchange', follow);

/** The address of a page of this relying party. */
export const address = (view: 'home' | 'register' | 'recover' | 'check', part = ''): string =>
  (view === 'check' ? `/check/${place.party}` : `/account/${place.party}${view === 'home' ? '' : `/${view}`}`) + (part ? `#${part}` : '');

export function go(to: string): void {
  history.pushState(null, '', to);
  follow();
}

/** A link within these pages is followed without loading anything; a new tab stays a new tab. */
export function inside(link: HTMLAnchorElement): () => void {
  const press = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(link.pathname + link.hash);
  };
  link.addEventListener('click', press);
  return () => link.removeEventListener('click', press);
}
