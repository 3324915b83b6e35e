import { installedPlugins, run } from "preflm";
import { describe, expect, it } from "vitest";
import * as pep8 from "./pep8.ts";
import * as pii from "./pii.ts";
import * as toxicity from "./toxicity.ts";

const registry = installedPlugins(import.meta.dirname);
const tasks = [
  { task: "pii", ...pii, updates: [50354, 50354, 50354, 50354, 50354, 50354] },
  { task: "toxicity", ...toxicity, updates: [50354, 50354, 50354, 50354, 3147, 3147] },
  { task: "pep8", ...pep8, updates: [50354, 50354, 50354, 50354, 50354, 12588] },
];

describe.each(tasks)("the paper's settings for $task", ({ settings, asReleased, updates }) => {
  it.each([...Object.entries(settings), ...Object.entries(asReleased)])(
    "name an installed objective and options that it takes: %s",
    async (name, { objective }) => {
      const resolved = await registry.resolve("objective", objective);
      expect(resolved.name).toBe(name);
    },
  );

  it("take the updates that the released models took", () => {
    const taken = Object.values(settings).map(({ training }) =>
      Math.floor(training.tokens / training.tokensPerUpdate),
    );
    expect(taken).toEqual(updates);
  });
});

// These two go when the scorers arrive.
it.each([toxicity, pep8])(
  "a task without its scorer says which package to install",
  async ({ settings }) => {
    const config = { ...settings.mle, corpus: "texts.jsonl", registry };
    const { scorer } = settings.mle;
    await expect(run(config)).rejects.toThrow(`Install @preflm/scorer-${scorer}`);
  },
);
