import { installedPlugins, run } from "preflm";
import { describe, expect, it } from "vitest";
import { asReleased, settings } from "./settings.ts";

const registry = installedPlugins(import.meta.dirname);
const presets = [...Object.entries(settings), ...Object.entries(asReleased)];

describe("the paper's settings for PEP 8", () => {
  it.each(presets)(
    "name an installed objective and options that it takes: %s",
    async (name, { objective }) => {
      const resolved = await registry.resolve("objective", objective);
      expect(resolved.name).toBe(name);
    },
  );

  it("take the updates that the released models took", () => {
    const updates = Object.values(settings).map(({ training }) =>
      Math.floor(training.tokens / training.tokensPerUpdate),
    );
    expect(updates).toEqual([50354, 50354, 50354, 50354, 50354, 12588]);
  });

  it("say which package to install while there is no scorer", async () => {
    const config = { ...settings.mle, corpus: "texts.jsonl", registry };
    await expect(run(config)).rejects.toThrow("Install @preflm/scorer-pep8");
  });
});
