/** No known word is longer. */
const LONGEST = 40;
/** So many of the most frequent words are known: with more, rare names and misspellings count as words. */
const KNOWN = 40_000;
const LETTERS = Array.from("abcdefghijklmnopqrstuvwxyz");

/**
 * Loads what says whether a token looks misspelled: in small letters and without what ends it, it is no English word,
 * and no known word one edit away (a letter left out, added, replaced or swapped with the next) has half of the
 * frequency of all such words.
 *
 * The rule is that of Norvig's spelling corrector as scrubadub asks it, on other words: the most frequent ones of
 * popular-english-words, the frequency of the word of rank r being 1/r (Zipf's law).
 */
export async function spelling(): Promise<(token: string) => boolean> {
  // @ts-expect-error: the package has no types.
  const { words } = await import("popular-english-words");
  const popular: readonly string[] = words.getMostPopular(KNOWN);
  const frequencies = new Map(popular.map((word, i) => [word, 1 / (i + 1)]));

  return (token) => {
    if (token.length > LONGEST) return true;
    const word = token.replace(/[-_,.]+$/, "").toLowerCase();
    if (frequencies.has(word)) return false;
    // One edit mends one character.
    if (word.replace(/[a-z]/g, "").length > 1) return true;
    const near = new Map<string, number>();
    for (const other of edits(word)) {
      const frequency = frequencies.get(other);
      if (frequency !== undefined) near.set(other, frequency);
    }
    const all = [...near.values()];
    const sum = all.reduce((a, b) => a + b, 0);
    return sum === 0 || Math.max(...all) < sum / 2;
  };
}

/** The strings that are one edit away, some twice. */
function* edits(token: string): Generator<string> {
  for (let i = 0; i <= token.length; i++) {
    const before = token.slice(0, i);
    const [first = "", second = ""] = token.slice(i, i + 2);
    const after = token.slice(i + 1);
    yield before + after;
    yield before + second + first + token.slice(i + 2);
    for (const letter of LETTERS) {
      yield before + letter + after;
      yield before + letter + first + after;
    }
  }
}
