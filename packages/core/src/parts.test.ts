import { describe, expect, it } from "vitest";
import { type MakePart, withParts } from "./parts.ts";
import type { Scorer } from "./scorer.ts";

const scorer: Scorer = {
  specificationVersion: "v1",
  name: "half",
  fingerprint: "half 1",
  annotate: async (documents) => documents.map((text) => [{ text, score: 0.5 }]),
  score: async (texts) => texts.map(() => 0.5),
};

/** Says what was asked for. */
const asked = async (_: string, reference: unknown) => ({ asked: reference });

describe("withParts", () => {
  it("makes weights, names, references and scorers, and collects their settings", async () => {
    const scorers = {
      pii: 1,
      toxicity: { use: "toxicity", weight: 2, engine: "lexicon" },
      pep8: { gate: 0.1 },
      mine: "./mine.ts",
      half: scorer,
    };
    expect(await withParts({ scorers, by: "max" }, asked)).toEqual({
      by: "max",
      scorers: {
        pii: { asked: { use: "pii" } },
        toxicity: { asked: { use: "toxicity", engine: "lexicon" } },
        pep8: { asked: { use: "pep8" } },
        mine: { asked: "./mine.ts" },
        half: { asked: scorer },
      },
      weights: { pii: 1, toxicity: 2 },
      gates: { pep8: 0.1 },
    });
  });

  it("keeps weights that were given apart, and makes nothing twice", async () => {
    const given = { scorers: { pii: "pii", url: { weight: 3 } }, weights: { pii: 2 } };
    const made = await withParts(given, async () => scorer);
    expect(made.weights).toEqual({ pii: 2, url: 3 });
    expect(await withParts(made, async (_, reference) => reference)).toEqual(made);
  });

  it("makes what an option named after a kind of plugin refers to, however deep", async () => {
    const phases = [{ objective: "mle", until: 0.5 }, { objective: { use: "rwr", beta: 1 } }];
    const kinds: string[] = [];
    const made = await withParts({ phases, judge: { scorer: "pii" } }, async (kind) => {
      kinds.push(kind);
      return kind;
    });
    expect(made).toEqual({
      phases: [{ objective: "objective", until: 0.5 }, { objective: "objective" }],
      judge: { scorer: "scorer" },
    });
    expect(kinds).toEqual(["objective", "objective", "scorer"]);
  });

  it("refuses options that are inside themselves, and takes those that merely stand twice", async () => {
    const twice = { use: "mle" };
    await withParts({ phases: [{ objective: twice }, { objective: twice }] }, asked);
    const phases: unknown[] = [];
    phases.push({ objective: { use: "schedule", phases } });
    const make: MakePart = async (_, reference, within) =>
      withParts(reference as Record<string, unknown>, make, within);
    await expect(withParts({ phases }, make)).rejects.toThrow(/part of itself/);
    const objective: Record<string, unknown> = { use: "schedule" };
    objective.objective = objective;
    await expect(withParts(objective, make)).rejects.toThrow(/part of itself/);
  });

  it("leaves other options alone, and what was given as it was", async () => {
    for (const options of [{}, { segments: "lines" }, { scorers: ["pii"] }, { scorers: 3 }])
      expect(await withParts(options, asked)).toEqual(options);
    const others = { words: new Set(["a"]), half: scorer, none: null, by: () => 1 };
    const kept = await withParts(others, asked);
    for (const [name, value] of Object.entries(others)) expect(kept[name]).toBe(value);
    const scorers = Object.freeze({ pii: Object.freeze({ use: "pii", weight: 2 }) });
    await withParts({ scorers }, asked);
    expect(scorers).toEqual({ pii: { use: "pii", weight: 2 } });
  });
});
