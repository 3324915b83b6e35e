import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withParts } from "@preflm/core";
import { writeTinyClassifier } from "@preflm/testkit";
import { installedPlugins } from "preflm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Preset } from "./common.ts";
import { finetuning, pretraining, startingFrom } from "./finetuning.ts";
import * as pep8 from "./pep8.ts";
import * as pii from "./pii.ts";
import * as toxicity from "./toxicity.ts";

const registry = installedPlugins(import.meta.dirname);
const tasks = [
  {
    task: "pii",
    ...pii,
    updates: [50354, 50354, 50354, 50354, 50354, 50354],
    good: "All is well.",
    bad: "Write to jane@example.com.",
  },
  {
    task: "toxicity",
    ...toxicity,
    updates: [50354, 50354, 50354, 50354, 3147, 3147],
    good: "You are kind.",
    bad: "You are a stupid idiot.",
  },
  {
    task: "pep8",
    ...pep8,
    updates: [50354, 50354, 50354, 50354, 50354, 12588],
    good: "x = 1\n",
    bad: "x=1\n",
  },
];

/** A classifier that stands in for Detoxify's, which are downloads of half a gigabyte. */
let classifier: string;
beforeAll(async () => {
  classifier = await mkdtemp(join(tmpdir(), "preflm-paper-"));
  await writeTinyClassifier(classifier, {
    head: "text",
    labels: ["toxicity", "toxic"],
    words: { stupid: "toxicity", idiot: "toxic" },
  });
});
afterAll(() => rm(classifier, { recursive: true }));

/** The scorer of a preset, with the stand-in where it asks for a classifier. */
async function scorerOf({ scorer }: Preset) {
  const isClassifier = typeof scorer === "object" && "engine" in scorer;
  return registry.resolve("scorer", isClassifier ? { ...scorer, folder: classifier } : scorer);
}

describe.each(tasks)(
  "the paper's settings for $task",
  ({ task, updates, good, bad, ...presets }) => {
    const { settings, asReleased } = presets;
    const all: [string, Preset][] = [...Object.entries(settings), ...Object.entries(asReleased)];

    it.each(all)(
      "name an installed objective and options that it takes: %s",
      async (name, preset) => {
        const resolved = await registry.resolve("objective", preset.objective as string);
        expect(resolved.name).toBe(name);
      },
    );

    it.each(all)("name the task's scorer, which tells good from bad: %s", async (_, preset) => {
      const scorer = await scorerOf(preset);
      expect(scorer.name).toBe(task);
      const [goodScore, badScore] = await scorer.score([good, bad]);
      expect(badScore).toBeGreaterThan(10 * goodScore);
    });

    it("take the updates that the released models took", () => {
      const taken = Object.values(settings).map(({ training }) =>
        Math.floor(training.tokens / training.tokensPerUpdate),
      );
      expect(taken).toEqual(updates);
    });
  },
);

describe("the paper's finetuning", () => {
  const names = ["mle", "filtered-mle", "conditional", "unlikelihood", "rwr", "awr"] as const;
  const updates = ({ training }: Preset) => Math.floor(training.tokens / training.tokensPerUpdate);

  it("takes the updates that the released models took for the second half", () => {
    const taken = names.map((name) => updates(finetuning("pii", name, 0.5)));
    expect(taken).toEqual([12588, 12588, 12588, 12588, 3147, 3147]);
  });

  it("reads the documents that are left, from the model at that share of the budget", () => {
    for (const name of names) {
      const preset = finetuning("toxicity", name, 0.9);
      expect(preset.objective).toEqual(tasks[1].settings[name].objective);
      expect(preset.training.documents).toEqual([0.9, 1]);
      const config = startingFrom("runs/mle", 0.9, preset);
      expect(config.from).toEqual({ path: "runs/mle", objective: "mle", at: 0.9 });
      expect(config).not.toHaveProperty("tokenizer");
    }
  });

  it("goes on from MLE that keeps these models, in parts that share no document", async () => {
    const { objective, training } = pretraining(tasks[0].settings.mle);
    expect(training.keep).toEqual([0.5, 0.9]);
    const options = await withParts(objective, (kind, part) => registry.resolve(kind, part));
    const resolved = await registry.resolve("objective", { ...options, use: "schedule" });
    expect(resolved.name).toBe("mle");
    expect(resolved.phases?.map(({ until }) => until)).toEqual([0.5, 0.9, 1]);
  });
});
