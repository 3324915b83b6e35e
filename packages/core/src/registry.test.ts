import { describe, expect, it } from "vitest";
import type { Objective } from "./objective.ts";
import { createRegistry, type PluginReference } from "./registry.ts";
import type { Scorer } from "./scorer.ts";

function lengthScorer(options: Record<string, unknown> = {}): Scorer {
  return {
    specificationVersion: "v1",
    name: "length",
    fingerprint: `length ${JSON.stringify(options)}`,
    annotate: async (documents) => documents.map((text) => [{ text, score: text.length }]),
    score: async (texts) => texts.map((text) => text.length),
  };
}

const plain: Objective = {
  specificationVersion: "v1",
  name: "plain",
  loss: ({ targets }) => ({ likelihood: new Float32Array(targets.length).fill(1) }),
};

const registry = () =>
  createRegistry()
    .register("scorer", "length", lengthScorer, "preflm-scorer-length@1.0.0")
    .register("objective", "plain", async () => plain);

describe("a registry", () => {
  it("resolves a name, and a name with options", async () => {
    expect((await registry().resolve("scorer", "length")).fingerprint).toBe("length {}");
    const withOptions = await registry().resolve("scorer", { use: "length", unit: "words" });
    expect(withOptions.fingerprint).toBe('length {"unit":"words"}');
  });

  it("waits for factories that load their plugin", async () => {
    expect(await registry().resolve("objective", "plain")).toBe(plain);
  });

  it("passes objects through", async () => {
    expect(await createRegistry().resolve("objective", plain)).toBe(plain);
  });

  it("keeps kinds apart and registries apart", async () => {
    await expect(registry().resolve("objective", "length")).rejects.toThrow("no objective");
    await expect(createRegistry().resolve("scorer", "length")).rejects.toThrow(
      "No scorer is installed",
    );
  });

  it("lists what it holds, with where it came from", () => {
    expect(registry().list()).toEqual([
      { kind: "scorer", name: "length", source: "preflm-scorer-length@1.0.0" },
      { kind: "objective", name: "plain" },
    ]);
  });

  it("gives a name once", () => {
    expect(() => registry().register("scorer", "length", lengthScorer)).toThrow(
      'The scorer "length" is already registered by preflm-scorer-length@1.0.0',
    );
  });

  it("says which name is near, which are installed and which package to install", async () => {
    await expect(registry().resolve("scorer", "lenght")).rejects.toThrow(
      'There is no scorer "lenght". Did you mean "length"? Installed: length. ' +
        "Install @preflm/scorer-lenght or preflm-scorer-lenght, or pass a path to a file.",
    );
    await expect(registry().resolve("scorer", "lenght")).rejects.toMatchObject({
      code: "unknown-plugin",
    });
  });

  it("rejects a plugin of another specification", async () => {
    const newer = { ...plain, specificationVersion: "v2" };
    // @ts-expect-error: what a plugin from npm may be
    await expect(registry().resolve("objective", newer)).rejects.toThrow(
      'The objective "plain" speaks specification "v2"; this version of @preflm/core speaks "v1".',
    );
    const broken = createRegistry().register("objective", "broken", () => JSON.parse("{}"));
    await expect(broken.resolve("objective", "broken")).rejects.toThrow("specification undefined");
  });

  it("rejects references that name nothing", async () => {
    for (const reference of [null, undefined, 3, {}, { use: 3 }, []]) {
      const odd = reference as unknown as PluginReference<"scorer">;
      await expect(registry().resolve("scorer", odd)).rejects.toThrow(
        'Expected a scorer object, a name such as "length"',
      );
    }
  });
});
