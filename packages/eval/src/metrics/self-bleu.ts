import { checkOptions, PreflmError } from "@preflm/core";
import { sharedGrams } from "./shared-grams.ts";
import { words } from "./words.ts";

/** What self-BLEU compares. */
export interface SelfBleuOptions {
  /** Unit of the n-grams: characters (Unicode code points) as in the released code, or words cut at white space. */
  readonly by?: "characters" | "words";
  /** Each text is compared with the first so many others: 200 as in the released code, `Infinity` for all. */
  readonly references?: number;
}

/** Added to a count of 0 matches: method 1 of Chen & Cherry 2014, with NLTK's ε. */
const EPSILON = 0.1;

/**
 * Self-BLEU-n (Zhu et al. 2018, §3.1): the mean over texts of their BLEU against the others, from 0 (nothing shared)
 * to 1 (each text is there twice). Higher is less diverse.
 *
 * BLEU is NLTK's `sentence_bleu` with weights 1/n for n-grams of 1 … n and smoothing method 1: clipped precisions,
 * the brevity penalty of the closest reference length, 0 if not one unit is shared. The released code of Korbak et al.
 * 2023 hands over raw strings, which makes it character-level, and compares with the first 200 others: the default.
 * For what the name promises pass `{ by: "words", references: Infinity }`.
 *
 * Throws for fewer than two texts, where the released code gives NaN.
 */
export function selfBleu(texts: readonly string[], n = 5, options: SelfBleuOptions = {}): number {
  const { by = "characters", references = 200 } = options;
  const check = checkOptions("selfBleu", { n, ...options }, ["n", "by", "references"]);
  check.integer("n", n, { min: 1 });
  check.oneOf("by", by, ["characters", "words"]);
  if (references !== Infinity) check.integer("references", references, { min: 1 });
  if (texts.length < 2) {
    throw new PreflmError(
      "invalid-input",
      `Self-BLEU compares texts with each other, but was given ${texts.length}; it needs at least 2.`,
    );
  }
  const units = texts.map((text) => (by === "words" ? words(text) : [...text]));
  const others = Math.min(references, texts.length - 1);
  const shared = sharedGrams(units, n, others);
  let sum = 0;
  for (let i = 0; i < texts.length; i++) {
    const closest = closestLength(units, i, others);
    sum += bleu(shared[i], units[i].length, closest, n);
  }
  return sum / texts.length;
}

/** BLEU from the clipped matches of each order. */
function bleu(matches: readonly number[], length: number, closest: number, n: number): number {
  if (matches[0] === 0) return 0;
  let logarithm = 0;
  for (let order = 1; order <= n; order++) {
    const possible = Math.max(1, length - order + 1);
    logarithm += Math.log((matches[order - 1] || EPSILON) / possible) / n;
  }
  return Math.exp(logarithm + Math.min(0, 1 - closest / length));
}

/** The length of the reference that is nearest to that of text i, the shorter of two. */
function closestLength(
  units: readonly (readonly string[])[],
  i: number,
  references: number,
): number {
  const own = units[i].length;
  let closest = Infinity;
  for (let j = 0; j < references + (i < references ? 1 : 0); j++) {
    const { length } = units[j];
    if (j === i) continue;
    const [gap, best] = [Math.abs(length - own), Math.abs(closest - own)];
    if (gap < best || (gap === best && length < closest)) closest = length;
  }
  return closest;
}
