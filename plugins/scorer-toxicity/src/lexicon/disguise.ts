import { BAD, disguised, type Entry, lookUp } from "./words.ts";

/** What digits and signs are written for. The first reading of all is tried, then the second of all. */
const LEET: Readonly<Record<string, readonly string[]>> = {
  "0": ["o"],
  "1": ["i", "l"],
  "3": ["e"],
  "4": ["a"],
  "5": ["s"],
  "7": ["t"],
  "8": ["b"],
  "9": ["g"],
  "@": ["a", "u"],
  $: ["s"],
  "!": ["i", "l"],
  "|": ["i", "l"],
  "+": ["t"],
};

/** The longest word that is looked at: no word of the lists is longer, and a stretched one hardly. */
const LONGEST = 64;

/** The word behind digits and signs such as `sh1t` and `a$$`, if it is a bad one of four letters, or of three without digits. */
export function leet(chunk: string): Entry | undefined {
  if (chunk.length > LONGEST || !/[a-z]/.test(chunk)) return undefined;
  for (const reading of [0, 1]) {
    const word = chunk.replace(
      /[^a-z]/g,
      (sign) => LEET[sign]?.[reading] ?? LEET[sign]?.[0] ?? sign,
    );
    const entry = lookUp(word);
    if (
      entry &&
      entry.weight >= (reading === 0 ? 2 : BAD) &&
      (word.length >= 4 || !/\d/.test(chunk))
    )
      return entry;
  }
  return undefined;
}

/** The worst word that fits a masked one such as `f**k`, `b#tch` or `s***`: its first letter, its length and the letters that are left. */
export function unmask(chunk: string): Entry | undefined {
  if (chunk.length > LONGEST || !/^[a-z][a-z*#%&^@$!|+]*[*#%&^@$!|+]/.test(chunk)) return undefined;
  if (!/[^a-z@]/.test(chunk)) return undefined; // an @ alone is an a, as in "p@ss"
  const stars = /[*#%]/.test(chunk);
  const pattern = new RegExp(`^${chunk.replace(/[^a-z]/g, ".")}$`);
  const fitting = (disguised.get(`${chunk[0]}${chunk.length}`) ?? []).filter(({ words: [word] }) =>
    pattern.test(word),
  );
  // Without a star the sign may be part of what is meant: only the worst words then.
  const [worst] = fitting.sort((a, b) => b.weight - a.weight);
  return worst && (stars || worst.weight >= 4) ? worst : undefined;
}

/** The word that is stretched by letters three times or more in a row: doubled letters stay double or become one. */
export function unstretch(word: string): Entry | undefined {
  const double = word.replace(/(.)\1{2,}/g, "$1$1");
  if (double === word || double.length > LONGEST) return undefined;
  return (
    lookUp(double) ??
    lookUp(word.replace(/(.)\1{2,}/g, "$1")) ??
    lookUp(double.replace(/(.)\1/g, "$1"))
  );
}

/** Where a bad word is spelled in letters that stand alone, from the first or up to the last of them; else undefined. */
export function unspace(
  letters: string,
): { readonly entry: Entry; readonly from: number; readonly to: number } | undefined {
  const { length } = letters;
  const whole = length <= LONGEST ? lookUp(letters) : undefined;
  if (whole && whole.weight >= BAD) return { entry: whole, from: 0, to: length };
  for (let size = Math.min(length - 1, LONGEST); size >= 4; size--) {
    const first = lookUp(letters.slice(0, size));
    if (first && first.weight >= BAD) return { entry: first, from: 0, to: size };
    const last = lookUp(letters.slice(length - size));
    if (last && last.weight >= BAD) return { entry: last, from: length - size, to: length };
  }
  return undefined;
}
