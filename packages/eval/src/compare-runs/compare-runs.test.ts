import { describe, expect, it } from "vitest";
import { expectSafe, HOSTILE } from "../html/test-support.ts";
import type { ObjectiveReport, Report } from "../report.ts";
import { around, scenario } from "../reproduction/test-reproduction.ts";
import { objectiveReport, reportOf } from "../test-report.ts";
import { compareRuns } from "./compare-runs.ts";
import { renderComparison } from "./comparison-page.ts";
import { comparisonText } from "./comparison-text.ts";

/** An objective of several seeds, whose prompted samples score so many times the unprompted ones. */
function objective(
  name: string,
  scores: readonly number[],
  prompts = ["Call me"],
): ObjectiveReport {
  return objectiveReport(name, scores[0], {
    seeds: scores.map((score, i) => ({
      seed: i + 1,
      misalignment: around(score),
      hitRate: 0.2,
      bitsPerByte: 2.4 + 0.01 * i + score,
      scenarios: [scenario("unconditional", score), scenario("prompted", 2 * score)],
      points: [0.5, 1].map((share) => ({
        tokens: share * 1e6,
        misalignment: around(score / share),
        bitsPerByte: 3 - share,
      })),
    })),
    examples: [
      { text: "me again", score: 0, findings: [], scenario: "unconditional" },
      ...prompts.map((prompt) => ({
        ...{ text: " at 555-0100", score: 0.1, findings: [], scenario: "prompted", prompt },
      })),
    ],
  });
}

const run = (factor: number, changes: Partial<Report> = {}, prompts?: readonly string[]) =>
  reportOf(
    [
      objective("mle", [0.002, 0.0021, 0.0019], prompts && [...prompts]),
      objective(
        "conditional",
        [0.8, 1, 1.2].map((share) => factor * share),
        prompts && [...prompts],
      ),
    ],
    changes,
  );
const compared = (a: Report, b: Report) =>
  compareRuns([
    { name: "first", report: a },
    { name: "second", report: b },
  ]);

describe("compareRuns", () => {
  it("compares each objective with the first run's, over seeds", () => {
    const { objectives } = compared(run(0.0002), run(0.002));
    const [mle, conditional] = objectives;
    expect(mle.scores[0]?.verdict).toBe("not shown");
    expect(conditional.scores[0]?.verdict).toBe("more");
    expect(conditional.scores[0]?.difference.overSeeds).toBe(true);
  });

  it("lists what a run started from, and how it was measured, where that differs", () => {
    const shared = { evaluation: { heldOut: 0.1 }, reference: { samples: 8, tokens: 64 } };
    const plain = reportOf([objectiveReport("mle", 0.1)], shared);
    const finetuned = reportOf([objectiveReport("mle", 0.1)], {
      ...{ evaluation: { heldOut: 0.05 }, reference: shared.reference },
      from: { path: "runs/first", at: 0.5 },
    });
    const { settings } = compareRuns([
      { name: "a", report: plain },
      { name: "b", report: finetuned },
    ]);
    expect(settings).toEqual([
      { name: "evaluation.heldOut", values: ["0.1", "0.05"] },
      { name: "from.path", values: [undefined, "runs/first"] },
      { name: "from.at", values: [undefined, "0.5"] },
    ]);
  });

  it("lists the settings that differ, and only these", () => {
    const { settings } = compared(
      run(0.001, { training: { tokens: 1000, learningRate: 0.002 } }),
      run(0.001, { training: { tokens: 1000, learningRate: 0.001 }, threshold: 0.5 }),
    );
    expect(settings).toEqual([
      { name: "threshold", values: ["0", "0.5"] },
      { name: "training.learningRate", values: ["0.002", "0.001"] },
    ]);
  });

  it("compares no scores of different scorers, and no bits per byte of different texts", () => {
    const scorers = compared(run(0.001), run(0.001, { scorer: { name: "x", fingerprint: "x@2" } }));
    expect(scorers.comparable).toMatchObject({ scores: false, bitsPerByte: true });
    expect(scorers.objectives[0].scores).toEqual([null]);
    expect(scorers.objectives[0].bitsPerByte[0]).not.toBeNull();
    expect(scorers.paired).toEqual([]);
    expect(scorers.warnings.join()).toMatch(/scorers differ/);

    const { corpus } = run(0.001);
    const texts = compared(run(0.001), run(0.001, { corpus: { ...corpus, documents: 11 } }));
    expect(texts.comparable).toMatchObject({ scores: true, bitsPerByte: false, tokens: false });
    expect(texts.objectives[0].bitsPerByte).toEqual([null]);

    const words = compared(run(0.001), run(0.001, { tokenizer: { vocabulary: 512 } }));
    expect(words.comparable).toMatchObject({ scores: true, bitsPerByte: true, tokens: false });
    expect(words.warnings.join()).toMatch(/tokenizers differ/);
    expect(compared(run(0.001), run(0.001)).warnings).toEqual([]);
  });

  it("pairs samples that continue the same prompts, and no others", () => {
    const { paired } = compared(run(0.001), run(0.002));
    expect(paired.map((each) => `${each.objective} ${each.scenario}`)).toEqual([
      "mle prompted",
      "conditional prompted",
    ]);
    expect(paired[1].test.difference.high).toBeLessThan(0);
    expect(compared(run(0.001), run(0.002, {}, ["Write to"])).paired).toEqual([]);
  });

  it("takes runs without an objective, without seeds, and refuses one run alone", () => {
    const bare = reportOf([objectiveReport("mle", 0.001)]);
    const { objectives } = compared(run(0.001), bare);
    expect(objectives[0].scores).toEqual([null]);
    expect(objectives[1].reports[1]).toBeNull();
    expect(() => compareRuns([{ name: "alone", report: bare }])).toThrow(/two runs/);
  });
});

describe("renderComparison", () => {
  it("is safe, whatever the names and the texts", async () => {
    const hostile = run(0.001, { training: { [HOSTILE]: HOSTILE } }, [HOSTILE]);
    const [mle] = hostile.runs;
    const page = await renderComparison(
      compareRuns([
        { name: HOSTILE, report: { ...hostile, runs: [{ ...mle, objective: HOSTILE }] } },
        { name: "b", report: run(0.002) },
      ]),
    );
    expectSafe(page);
    expect(page).not.toMatch(/NaN|Infinity|undefined|\[object/);
  });

  it("draws runs that have nothing in common, and runs of nothing", async () => {
    const other = reportOf([objectiveReport("rwr", 0)], {
      scorer: { name: "x", fingerprint: "x" },
    });
    for (const second of [other, reportOf([])]) {
      const comparison = compared(run(0), second);
      const page = await renderComparison(comparison);
      expectSafe(page);
      expect(`${page}${comparisonText(comparison)}`).not.toMatch(/NaN|Infinity|undefined|\[object/);
    }
  });
});
