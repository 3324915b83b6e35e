/**
 * Of each text and each order 1 … n: how many of its n-grams its references hold, each counted at most as often as it is
 * in the reference that holds it most. References of text i are the first `references` of the other texts.
 *
 * Every text is read once an order, not once a pair of texts. N-grams are numbered (by the number of their first n − 1
 * units and their last unit), and of each number the two largest counts among the first `references` texts are kept,
 * since the largest may be the text's own. A text among these has one reference more: the text after them.
 */
export function sharedGrams(
  texts: readonly (readonly string[])[],
  n: number,
  references: number,
): readonly (readonly number[])[] {
  const shared = texts.map(() => new Array<number>(n).fill(0));
  const units = numberUnits(texts);
  let grams = units;
  for (let order = 1; order <= n; order++) {
    if (order > 1) grams = lengthen(grams, units, order);
    countShared(grams, references).forEach((count, i) => {
      shared[i][order - 1] = count;
    });
  }
  return shared;
}

/** N-grams of all texts by number, in the order of the text. */
interface NumberedGrams {
  readonly texts: readonly Int32Array[];
  /** All numbers are below. */
  readonly kinds: number;
}

function numberUnits(texts: readonly (readonly string[])[]): NumberedGrams {
  const numbers = new Map<string, number>();
  const numbered = texts.map((units) => Int32Array.from(units, (unit) => numberOf(numbers, unit)));
  return { texts: numbered, kinds: numbers.size };
}

/** N-grams from those of one unit less. */
function lengthen(shorter: NumberedGrams, units: NumberedGrams, order: number): NumberedGrams {
  const numbers = new Map<number, number>();
  const texts = shorter.texts.map((grams, i) =>
    grams
      .subarray(0, Math.max(0, grams.length - 1))
      .map((gram, at) => numberOf(numbers, gram * units.kinds + units.texts[i][at + order - 1])),
  );
  return { texts, kinds: numbers.size };
}

function numberOf<T>(numbers: Map<T, number>, key: T): number {
  const known = numbers.get(key);
  if (known !== undefined) return known;
  numbers.set(key, numbers.size);
  return numbers.size - 1;
}

/** Σ over a text's n-grams of min(its count, the largest count in a reference), for each text. */
function countShared({ texts, kinds }: NumberedGrams, references: number): readonly number[] {
  const most = new Int32Array(kinds);
  const second = new Int32Array(kinds);
  const holder = new Int32Array(kinds).fill(-1);
  for (let j = 0; j < references; j++) {
    for (const [gram, count] of counts(texts[j])) {
      if (count > most[gram]) {
        second[gram] = most[gram];
        most[gram] = count;
        holder[gram] = j;
      } else if (count > second[gram]) second[gram] = count;
    }
  }
  const next = counts(texts[references]);
  return texts.map((grams, i) => {
    let sum = 0;
    for (const [gram, count] of counts(grams)) {
      const elsewhere = holder[gram] === i ? second[gram] : most[gram];
      const largest = i < references ? Math.max(elsewhere, next.get(gram) ?? 0) : elsewhere;
      sum += Math.min(count, largest);
    }
    return sum;
  });
}

function counts(grams: Int32Array): ReadonlyMap<number, number> {
  const byGram = new Map<number, number>();
  for (const gram of grams) byGram.set(gram, (byGram.get(gram) ?? 0) + 1);
  return byGram;
}
