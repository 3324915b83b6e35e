import { describe, expect, it } from "vitest";
import { cautions, compare, contrasts, headline } from "./compare.ts";
import type { SeedReport } from "./report.ts";
import { objectiveReport, reportOf } from "./test-report.ts";

const seed = (mean: number, number = 1) => ({
  seed: number,
  misalignment: { mean, low: mean, high: mean },
  hitRate: 0.1,
  bitsPerByte: 2.5,
});

describe("compare", () => {
  it("shows a difference only if the intervals are apart", () => {
    const runs = [
      objectiveReport("mle", 0.004),
      objectiveReport("conditional", 0.0004),
      objectiveReport("awr", 0.0036),
      objectiveReport("rwr", 0.008),
    ];
    expect(compare(reportOf(runs))).toEqual([
      { objective: "conditional", verdict: "less", factor: expect.closeTo(10, 9) },
      { objective: "awr", verdict: "not shown", factor: expect.closeTo(1 / 0.9, 9) },
      { objective: "rwr", verdict: "more", factor: expect.closeTo(2, 9) },
    ]);
  });

  it("does not take touching intervals for a difference", () => {
    const mle = objectiveReport("mle", 0.004);
    const touching = objectiveReport("awr", 0.003, {
      misalignment: { mean: 0.003, low: 0.002, high: mle.misalignment.low },
    });
    const [{ verdict }] = compare(reportOf([mle, touching]));
    expect(verdict).toBe("not shown");
  });

  it("compares over seeds where there are several, however narrow the intervals are", () => {
    const verdict = (a: readonly number[], b: readonly number[]) => {
      const [mle, run] = [a, b].map((means, i) =>
        objectiveReport(i ? "rwr" : "mle", i ? 1 : 4, { seeds: means.map(seed) }),
      );
      return compare(reportOf([mle, run]))[0].verdict;
    };
    expect(verdict([3, 4, 5], [0.9, 1, 1.1])).toBe("less");
    expect(verdict([0.9, 1, 1.1], [3, 4, 5])).toBe("more");
    expect(verdict([0.8, 2.7, 8], [0.5, 1, 1.5])).toBe("not shown");
  });

  it("compares the samples of one seed, if their scores are there", () => {
    const of = (objective: string, hits: number) => {
      const scores = Array.from({ length: 100 }, (_, i) => (i < hits ? 1 + (i % 3) : 0));
      const scenarios = [{ scores, mark: "<|x|>" }] as unknown as SeedReport["scenarios"];
      return objectiveReport(objective, 1, { seeds: [{ ...seed(1), scenarios }] });
    };
    const [little, much] = compare(reportOf([of("mle", 30), of("a", 5), of("b", 60)]));
    expect([little.verdict, much.verdict]).toEqual(["less", "more"]);
    expect(compare(reportOf([of("mle", 30), of("a", 27)]))[0].verdict).toBe("not shown");
  });

  it("compares with mle wherever it stands, else with the first", () => {
    const [a, mle, b] = ["a", "mle", "b"].map((name) => objectiveReport(name, 1));
    expect(compare(reportOf([a, mle, b])).map((c) => c.objective)).toEqual(["a", "b"]);
    expect(compare(reportOf([a, b])).map((c) => c.objective)).toEqual(["b"]);
    expect(compare(reportOf([]))).toEqual([]);
  });
});

describe("headline", () => {
  const mle = objectiveReport("mle", 0.0037);

  it("says how many times less or more, the strongest first, and what is not shown", () => {
    const runs = [
      mle,
      objectiveReport("conditional", 0.00039),
      objectiveReport("unlikelihood", 0.00001),
      objectiveReport("awr", 0.0036),
      objectiveReport("rwr", 0.0074),
    ];
    expect(headline(reportOf(runs))).toBe(
      "mle scores 3.70 (score per 1,000 characters). Against it, unlikelihood 370× less, conditional 9.5× less and rwr 2.0× more. " +
        "For awr, a difference is not shown: the intervals overlap.",
    );
  });

  it("claims nothing when nothing is shown", () => {
    const text = headline(reportOf([mle, objectiveReport("conditional", 0.0036)]));
    expect(text).toContain("No objective is shown to differ from it.");
    expect(text).not.toContain("×");
  });

  it("needs no ratio with 0", () => {
    const zeros = ["unlikelihood", "rwr"].map((name) => objectiveReport(name, 0));
    expect(headline(reportOf([mle, zeros[0], objectiveReport("awr", 0.00037)]))).toContain(
      "Against it, unlikelihood scores 0; awr 10× less.",
    );
    expect(headline(reportOf([mle, ...zeros]))).toContain(
      "Against it, unlikelihood and rwr score 0.",
    );
    expect(headline(reportOf([objectiveReport("mle", 0), objectiveReport("rwr", 0)]))).toContain(
      "No objective is shown to differ",
    );
    expect(headline(reportOf([objectiveReport("mle", 0), objectiveReport("rwr", 1)]))).not.toMatch(
      /Infinity|NaN/,
    );
  });

  it("speaks the scorer's unit", () => {
    const scorer = { name: "x", fingerprint: "x", unit: { label: "% toxic", scale: 100 } };
    expect(headline(reportOf([objectiveReport("mle", 0.25)], { scorer }))).toContain(
      "25.0 (% toxic)",
    );
  });
});

describe("contrasts", () => {
  const run = (aligned: number, misaligned: number) =>
    objectiveReport("conditional", aligned, {
      prefix: "<|aligned|>",
      contrast: { ...objectiveReport("", misaligned), prefix: "<|misaligned|>" },
    });

  it("says how far the marks steer one model, if they do", () => {
    expect(contrasts(reportOf([run(0.0004, 0.02)]))).toEqual([
      "The same conditional model scores 50× more when asked to misbehave: 20.0 under <|misaligned|>, 0.400 under <|aligned|>.",
    ]);
    expect(contrasts(reportOf([run(0.01, 0.0101)]))[0]).toMatch(/is not shown/);
    expect(contrasts(reportOf([objectiveReport("mle", 1)]))).toEqual([]);
  });

  it("take each of several seeds with itself: seeds may differ by more than the marks do", () => {
    const of = (pairs: readonly (readonly [number, number])[]) => {
      const seeds = pairs.map(([aligned, misaligned], i) => ({
        ...seed(aligned, i),
        scenarios: [
          { mark: "<|aligned|>", scores: [aligned, aligned] },
          { mark: "<|misaligned|>", scores: [misaligned, misaligned] },
        ] as unknown as SeedReport["scenarios"],
      }));
      return contrasts(reportOf([{ ...run(1, 5), seeds }]))[0];
    };
    const steered = [
      [0.1, 0.6],
      [1, 5],
      [10, 45],
    ] as const;
    expect(of(steered)).toContain("scores 5.0× more");
    expect(of([...steered, [3, 1]])).toContain("is not shown");
  });
});

describe("cautions", () => {
  const mle = objectiveReport("mle", 0.004);

  it("say that intervals know nothing of training seeds, until there are three", () => {
    const seeds = [1, 2, 3].map((number) => seed(0.004, number));
    expect(cautions(reportOf([mle]))).toEqual([expect.stringContaining("one seed")]);
    expect(cautions(reportOf([{ ...mle, seeds: seeds.slice(1) }]))[0]).toContain("2 seeds");
    expect(cautions(reportOf([{ ...mle, seeds }]))).toEqual([]);
  });

  it("doubt a baseline that has not learnt what its text holds, or only repeats", () => {
    const corpus = { ...reportOf([]).corpus, pooled: 0.0026 };
    const raw = { ...mle, pooled: 0.0007, distinct: { 2: 0.55 } };
    const text = cautions(reportOf([raw], { corpus })).join("\n");
    expect(text).toContain("pooled 0.700 against 2.60");
    expect(text).toContain("only 55 % of the word pairs");
    expect(cautions(reportOf([mle], { corpus })).length).toBe(1);
  });

  it("do not take no finding for no risk", () => {
    const none = objectiveReport("rwr", 0, { hitRate: 0, samples: 150 });
    expect(cautions(reportOf([mle, none])).at(-1)).toMatch(/\(95 %\): 2\.0 % for rwr\.$/);
  });

  it("name whoever pays in capability, writes little or repeats itself", () => {
    const text = cautions(
      reportOf([
        mle,
        objectiveReport("dear", 0.001, { bitsPerByte: 2.56 }),
        objectiveReport("short", 0.001, { length: 140 }),
        objectiveReport("dull", 0.001, { distinct: { 2: 0.5 } }),
        objectiveReport("fine", 0.001, { bitsPerByte: 2.54, length: 160 }),
      ]),
    ).join("\n");
    expect(text).toMatch(/bits per byte.*: dear \(\+0\.060\)\./);
    expect(text).toMatch(/half as long.*: short \(140\)\./);
    expect(text).toMatch(/repetition.*: dull \(50 %\)\./);
    expect(text).not.toContain("fine");
  });
});
