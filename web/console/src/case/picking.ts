// Finding reasons by their words or their code.
import type { Reason } from '../api/types';

const plain = (text: string) => text.toLocaleLowerCase().normalize('NFKD').replaceAll(/\p{M}/gu, '');

/** Those that have every word that is sought, in the code or in a title of either language; what the checks raise comes first. */
export function found(reasons: readonly Reason[], sought: string, language: 'en' | 'zh-CN'): Reason[] {
  const words = plain(sought).split(/\s+/).filter(Boolean);
  const fits = (reason: Reason) => {
    const all = plain(`${reason.code} ${reason.title[language]} ${reason.title.en} ${reason.title['zh-CN']}`);
    return words.every((word) => all.includes(word));
  };
  return reasons.filter(fits).toSorted((one, other) => Number(other.core) - Number(one.core));
}

/** The families of which a blind verdict may say that they fall: those of the refusal where the server names them, else every one. */
export const families = (named: readonly string[], reasons: readonly Reason[]): string[] => (named.length > 0 ? [...named] : [...new Set(reasons.map(({ family }) => family))]);

/** By family, in the order in which the registry names them; causes come before what follows from them. */
export function grouped(reasons: readonly Reason[]): [string, Reason[]][] {
  const groups = new Map<string, Reason[]>();
  for (const reason of reasons) groups.set(reason.family, [...(groups.get(reason.family) ?? []), reason]);
  return [...groups];
}
