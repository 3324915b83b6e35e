import { mean } from "./interval.ts";
import { words } from "./words.ts";

/** Mean length in characters (code points, as Python counts them). */
export function meanLength(texts: readonly string[]): number {
  return mean(texts.map((text) => [...text].length));
}

/**
 * distinct-n (Li et al. 2016): mean over texts of different n-grams / n-grams, words cut at white space.
 * A text without n-grams counts as 0, as in the released code of Korbak et al. 2023.
 */
export function distinct(texts: readonly string[], n: number): number {
  return mean(
    texts.map((text) => {
      const grams = wordGrams(text, n);
      return grams.length === 0 ? 0 : new Set(grams).size / grams.length;
    }),
  );
}

/** Entropy in nats of the n-grams of all texts together, −Σ p·log p; 0 without any (Zhang et al. 2018, §4.1). */
export function entropy(texts: readonly string[], n: number): number {
  const counts = new Map<string, number>();
  let total = 0;
  for (const text of texts) {
    for (const gram of wordGrams(text, n)) {
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
      total++;
    }
  }
  let sum = 0;
  for (const count of counts.values()) sum -= (count / total) * Math.log(count / total);
  return sum;
}

/** All runs of n words; words hold no white space, so a space joins them without ambiguity. */
function wordGrams(text: string, n: number): readonly string[] {
  const all = words(text);
  return all.slice(n - 1).map((_, i) => all.slice(i, i + n).join(" "));
}
