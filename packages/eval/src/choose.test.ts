import { normal, random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { type Choice, createChooser } from "./choose.ts";
import { softmax } from "./test-bigram.ts";

const DRAWS = 40_000;

/** What sampling should do, the slow and obvious way: sort, cut, normalise. */
function expected(logits: readonly number[], choice: Choice, forbidden: readonly number[] = []) {
  const { temperature, topP, topK = logits.length } = choice;
  const allowed = logits.map((l, v) => (forbidden.includes(v) ? -Infinity : l / temperature));
  const probabilities = softmax(allowed);
  const order = logits
    .map((_, v) => v)
    .sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  let mass = 0;
  const kept = order.filter((v, rank) => {
    const keep = rank < topK && mass < topP && probabilities[v] > 0;
    mass += probabilities[v];
    return keep;
  });
  const total = kept.reduce((sum, v) => sum + probabilities[v], 0);
  return probabilities.map((p, v) => (kept.includes(v) ? p / total : 0));
}

function counts(logits: readonly number[], choice: Choice, forbidden: readonly number[] = []) {
  const chooser = createChooser(logits.length, choice);
  const uniform = random(7, "choose");
  const result = new Array<number>(logits.length).fill(0);
  for (let i = 0; i < DRAWS; i++) {
    result[chooser.choose(Float32Array.from(logits), 0, forbidden, uniform)]++;
  }
  return result;
}

/** Pearson's χ² over the tokens that can occur; tokens that cannot must not occur at all. */
function chiSquare(observed: readonly number[], probabilities: readonly number[]) {
  let sum = 0;
  let cells = -1;
  for (const [v, p] of probabilities.entries()) {
    if (p === 0) expect(observed[v]).toBe(0);
    else {
      sum += (observed[v] - DRAWS * p) ** 2 / (DRAWS * p);
      cells++;
    }
  }
  return { sum, cells };
}

const uniform = random(3, "logits");
const LOGITS = Array.from({ length: 23 }, () => Math.fround(1.5 * normal(uniform)));

describe("choose", () => {
  const cases: readonly (readonly [string, Choice, readonly number[]])[] = [
    ["the model's own distribution", { temperature: 1, topP: 1 }, []],
    ["the paper's setting", { temperature: 0.7, topP: 0.9 }, []],
    ["a flat temperature with a narrow nucleus", { temperature: 3, topP: 0.3 }, []],
    ["top-k", { temperature: 1, topP: 1, topK: 5 }, []],
    ["top-k and top-p", { temperature: 1.3, topP: 0.8, topK: 7 }, []],
    ["forbidden tokens", { temperature: 0.9, topP: 0.95 }, [0, 4, 11]],
  ];
  for (const [name, choice, forbidden] of cases) {
    it(`follows sorted, cut and normalised probabilities: ${name}`, () => {
      const { sum, cells } = chiSquare(
        counts(LOGITS, choice, forbidden),
        expected(LOGITS, choice, forbidden),
      );
      // Mean `cells`, variance 2·cells: five standard deviations.
      expect(sum).toBeLessThan(cells + 5 * Math.sqrt(2 * Math.max(cells, 1)));
    });
  }

  it("breaks ties towards the smaller id, so a nucleus never grows by a tie", () => {
    const observed = counts([1, 1, 1, 1], { temperature: 1, topP: 0.5 });
    expect(observed[2] + observed[3]).toBe(0);
    expect(observed[0] + observed[1]).toBe(DRAWS);
    expect(Math.abs(observed[0] - DRAWS / 2)).toBeLessThan(5 * Math.sqrt(DRAWS / 4));
  });

  it("takes the most probable token at temperature 0, with topK 1 and with a tiny topP", () => {
    const best = LOGITS.indexOf(Math.max(...LOGITS));
    for (const choice of [
      { temperature: 0, topP: 1 },
      { temperature: 1, topP: 1, topK: 1 },
      { temperature: 1, topP: 1e-9 },
    ]) {
      expect(counts(LOGITS, choice)[best]).toBe(DRAWS);
    }
  });

  it("reaches allowed tokens however improbable they are beside a forbidden one", () => {
    expect(counts([1000, 0, -2000], { temperature: 1, topP: 0.9 }, [0])[1]).toBe(DRAWS);
  });

  it("reads its own row", () => {
    const logits = Float32Array.from([0, 9, 0, 9, 0, 0]);
    const chooser = createChooser(3, { temperature: 0, topP: 1 });
    expect([0, 1].map((row) => chooser.choose(logits, row, [], uniform))).toEqual([1, 0]);
  });

  it("refuses logits that are not numbers, and a choice with nothing allowed", () => {
    const chooser = createChooser(2, { temperature: 1, topP: 1 });
    for (const logits of [
      [Number.NaN, 1],
      [1, Number.NaN],
      [Infinity, 0],
    ]) {
      expect(() => chooser.choose(Float32Array.from(logits), 0, [], uniform)).toThrow(/not finite/);
    }
    expect(() => chooser.choose(Float32Array.from([1, 2]), 0, [0, 1], uniform)).toThrow(/banned/);
  });
});

describe("logProbability", () => {
  it("is the log of the softmax at temperature 1, whatever was forbidden or cut", () => {
    const chooser = createChooser(LOGITS.length, { temperature: 0.1, topP: 0.1, topK: 1 });
    const shifted = Float32Array.from([...LOGITS, ...LOGITS.map((logit) => logit + 300)]);
    softmax(LOGITS).forEach((p, v) => {
      expect(chooser.logProbability(shifted, 0, v)).toBeCloseTo(Math.log(p), 6);
      expect(chooser.logProbability(shifted, 1, v)).toBeCloseTo(Math.log(p), 4); // float32 logits near 300
    });
  });
});
