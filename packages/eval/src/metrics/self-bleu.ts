import { checkOptions, PreflmError } from "@preflm/core";

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
  const units = texts.map((text) => (by === "words" ? wordsOf(text) : [...text]));
  const others = Math.min(references, texts.length - 1);
  const shared = sharedGrams(internUnits(units), n, others);
  let sum = 0;
  for (let i = 0; i < texts.length; i++) {
    const closest = closestLength(units, i, others);
    sum += bleu(shared[i], units[i].length, closest, n);
  }
  return sum / texts.length;
}

function wordsOf(text: string): readonly string[] {
  return text.split(/\s+/).filter((word) => word !== "");
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

/** Units as numbers 0, 1, 2 … */
function internUnits(texts: readonly (readonly string[])[]): readonly Int32Array[] {
  const ids = new Map<string, number>();
  return texts.map((units) =>
    Int32Array.from(units, (unit) => {
      const id = ids.get(unit) ?? ids.size;
      if (id === ids.size) ids.set(unit, id);
      return id;
    }),
  );
}

/**
 * Of each text and each order 1 … n: how many of its n-grams are in the references, each counted at most as often as in
 * the reference that has it most.
 *
 * An n-gram is numbered by the number of its first n − 1 units and its last unit, so that every text is read once an
 * order. Of each n-gram the two largest counts among the first `references` texts are kept, since the largest may be
 * the text's own; a text among these is compared with one more, the next.
 */
function sharedGrams(
  texts: readonly Int32Array[],
  n: number,
  references: number,
): readonly (readonly number[])[] {
  const shared = texts.map(() => new Array<number>(n).fill(0));
  let grams: readonly Int32Array[] = texts;
  for (let order = 1; order <= n; order++) {
    if (order > 1) grams = longer(grams, texts, order);
    countShared(grams, references).forEach((count, i) => {
      shared[i][order - 1] = count;
    });
  }
  return shared;
}

function longer(
  grams: readonly Int32Array[],
  texts: readonly Int32Array[],
  order: number,
): readonly Int32Array[] {
  let alphabet = 0;
  for (const text of texts) for (const unit of text) alphabet = Math.max(alphabet, unit + 1);
  const ids = new Map<number, number>();
  return grams.map((ofText, i) =>
    ofText.subarray(0, Math.max(0, ofText.length - 1)).map((gram, at) => {
      const key = gram * alphabet + texts[i][at + order - 1];
      const id = ids.get(key) ?? ids.size;
      if (id === ids.size) ids.set(key, id);
      return id;
    }),
  );
}

/** Σ over a text's n-grams of min(its count, the largest count in a reference), for each text. */
function countShared(grams: readonly Int32Array[], references: number): readonly number[] {
  let kinds = 0;
  for (const ofText of grams) for (const gram of ofText) kinds = Math.max(kinds, gram + 1);
  const most = new Int32Array(kinds);
  const second = new Int32Array(kinds);
  const owner = new Int32Array(kinds).fill(-1);
  for (let j = 0; j < references; j++) {
    for (const [gram, count] of counts(grams[j])) {
      if (count > most[gram]) {
        second[gram] = most[gram];
        most[gram] = count;
        owner[gram] = j;
      } else if (count > second[gram]) second[gram] = count;
    }
  }
  const next = references < grams.length ? counts(grams[references]) : new Map<number, number>();
  return grams.map((ofText, i) => {
    let sum = 0;
    for (const [gram, count] of counts(ofText)) {
      const elsewhere = owner[gram] === i ? second[gram] : most[gram];
      const best = i < references ? Math.max(elsewhere, next.get(gram) ?? 0) : elsewhere;
      sum += Math.min(count, best);
    }
    return sum;
  });
}

function counts(grams: Int32Array): ReadonlyMap<number, number> {
  const byGram = new Map<number, number>();
  for (const gram of grams) byGram.set(gram, (byGram.get(gram) ?? 0) + 1);
  return byGram;
}
