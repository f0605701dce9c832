/** A run of characters that both texts have, or that one of them has alone. */
export interface Run {
  text: string;
  differs: boolean;
}

/** Both texts in runs: the longest common subsequence is what they share. Case does not matter, as documents write in capitals. */
export function diff(before: string, after: string): { before: Run[]; after: Run[] } {
  const [one, other] = [[...before], [...after]];
  const same = (a: string | undefined, b: string | undefined) => a?.toLocaleUpperCase() === b?.toLocaleUpperCase();
  const length = Array.from({ length: one.length + 1 }, () => new Uint16Array(other.length + 1));
  const at = (i: number, j: number) => length[i]?.[j] ?? 0;
  for (let i = one.length - 1; i >= 0; i -= 1) {
    for (let j = other.length - 1; j >= 0; j -= 1) {
      const row = length[i];
      if (row) row[j] = same(one[i], other[j]) ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const runs: { before: Run[]; after: Run[] } = { before: [], after: [] };
  const add = (list: Run[], letter: string | undefined, differs: boolean) => {
    const last = list.at(-1);
    if (last?.differs === differs) last.text += letter ?? '';
    else list.push({ text: letter ?? '', differs });
  };
  let [i, j] = [0, 0];
  while (i < one.length || j < other.length) {
    if (i < one.length && j < other.length && same(one[i], other[j])) {
      add(runs.before, one[i], false);
      add(runs.after, other[j], false);
      [i, j] = [i + 1, j + 1];
    } else if (j >= other.length || (i < one.length && at(i + 1, j) >= at(i, j + 1))) {
      add(runs.before, one[i], true);
      i += 1;
    } else {
      add(runs.after, other[j], true);
      j += 1;
    }
  }
  return runs;
}
