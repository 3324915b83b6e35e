import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { type SelfBleuOptions, selfBleu } from "./self-bleu.ts";
import { words } from "./words.ts";

/** Straight from the definition: every pair of texts, every n-gram counted anew. */
function naive(texts: readonly string[], n: number, { by, references }: Required<SelfBleuOptions>) {
  const units = texts.map((text) => (by === "words" ? words(text) : [...text]));
  const grams = (text: readonly string[], order: number) => {
    const counts = new Map<string, number>();
    for (let i = 0; i + order <= text.length; i++) {
      const gram = JSON.stringify(text.slice(i, i + order));
      counts.set(gram, (counts.get(gram) ?? 0) + 1);
    }
    return counts;
  };
  const bleu = (own: readonly string[], others: readonly (readonly string[])[]) => {
    let product = 1;
    for (let order = 1; order <= n; order++) {
      let matches = 0;
      for (const [gram, count] of grams(own, order))
        matches += Math.min(
          count,
          Math.max(...others.map((text) => grams(text, order).get(gram) ?? 0)),
        );
      if (order === 1 && matches === 0) return 0;
      product *= (matches || 0.1) / Math.max(1, own.length - order + 1);
    }
    const lengths = others.map(({ length }) => length).sort((a, b) => a - b);
    const closest = lengths.reduce((best, length) =>
      Math.abs(length - own.length) < Math.abs(best - own.length) ? length : best,
    );
    return product ** (1 / n) * (own.length > closest ? 1 : Math.exp(1 - closest / own.length));
  };
  const values = units.map((own, i) =>
    bleu(own, units.filter((_, j) => j !== i).slice(0, references)),
  );
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe("selfBleu", () => {
  it("equals the definition on random texts, odd ones included", () => {
    const uniform = random(1, "self-bleu");
    const below = (limit: number) => Math.floor(limit * uniform());
    const alphabet = ["a", "b", "c", " ", "\n", "ß", "😀", "__proto__", "\ud800"];
    for (let trial = 0; trial < 300; trial++) {
      const letters = alphabet.slice(0, 1 + below(alphabet.length));
      const texts = Array.from({ length: 2 + below(9) }, () =>
        Array.from({ length: below(14) }, () => letters[below(letters.length)]).join(""),
      );
      const by = trial % 2 ? "words" : "characters";
      for (const references of [1, 3, texts.length - 1, 200, Infinity]) {
        const n = 1 + below(6);
        expect(selfBleu(texts, n, { by, references })).toBeCloseTo(
          naive(texts, n, { by, references }),
          12,
        );
      }
    }
  });

  it("is 1 for equal texts and 0 for texts that share nothing, or are empty", () => {
    expect(selfBleu(["a dog and a cat", "a dog and a cat"])).toBeCloseTo(1, 12);
    expect(selfBleu(["aaa", "bbb", "ccc"])).toBe(0);
    expect(selfBleu(["", "", ""])).toBe(0);
  });

  it("gives a worked value", () => {
    // "a b c" against "a b d": 2 of 3 words, 1 of 2 pairs, no triple of 1: 0.1.
    const value = selfBleu(["a b c", "a b d"], 3, { by: "words" });
    expect(value).toBeCloseTo(((2 / 3) * (1 / 2) * 0.1) ** (1 / 3), 12);
  });

  it("counts code points, as Python does", () => {
    // One character shared, of two; in UTF-16 units it would be three of four.
    expect(selfBleu(["😀😁", "😀😂"], 1)).toBeCloseTo(0.5, 12);
  });

  it("compares with the first 200 others unless told otherwise", () => {
    const texts = Array.from({ length: 250 }, (_, i) => `text ${i % 240}`);
    expect(selfBleu(texts)).toBe(selfBleu(texts, 5, { by: "characters", references: 200 }));
    expect(selfBleu(texts)).toBeLessThan(selfBleu(texts, 5, { references: Infinity }));
  });

  it("reads long samples once, not once a pair", () => {
    const uniform = random(2, "self-bleu");
    const texts = Array.from({ length: 256 }, () =>
      Array.from({ length: 600 }, () => String.fromCharCode(97 + 26 * uniform() ** 2)).join(""),
    );
    const began = process.cpuUsage();
    selfBleu(texts);
    const { user } = process.cpuUsage(began);
    expect(user / 1e6).toBeLessThan(2); // about 0.15; from the definition it would be minutes
  });

  it("needs two texts, and options it knows", () => {
    expect(() => selfBleu([])).toThrow(/was given 0; it needs at least 2/);
    expect(() => selfBleu(["a"])).toThrow(/was given 1/);
    expect(() => selfBleu(["a", "b"], 0)).toThrow(/"n"/);
    expect(() => selfBleu(["a", "b"], 5, { references: 0 })).toThrow(/"references"/);
    expect(() => selfBleu(["a", "b"], 5, { by: "word" as "words" })).toThrow(/Did you mean/);
  });
});
