/** The address of an image that is fetched: empty while it comes, `missing` where it does not. */
export interface Pictured {
  address: string;
  missing: boolean;
}

export function pictured(get: () => Promise<string> | null): Pictured {
  const shown = $state<Pictured>({ address: '', missing: false });
  $effect(() => {
    let stale = false;
    Object.assign(shown, { address: '', missing: false });
    get()?.then(
      (address) => { if (!stale) shown.address = address; },
      () => { if (!stale) shown.missing = true; },
    );
    return () => { stale = true; };
  });
  return shown;
}
