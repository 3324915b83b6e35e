import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createRegistry, type Scorer } from "@preflm/core";
import { loadScorer } from "@preflm/scoring";
import { describe, expect, it } from "vitest";
import { installedPlugins } from "./plugins.ts";
import { scorerInThreads, scorerModule } from "./scorer-module.ts";

const SCORER = `export function NAME(options = {}) {
  const made = JSON.stringify(options, (key, value) => value?.fingerprint ?? value);
  return {
    specificationVersion: "v1", name: "NAME", fingerprint: "NAME " + made,
    annotate: async (documents) => documents.map((text) => [{ text, score: text.length }]),
    score: async (texts) => texts.map((text) => text.length),
  };
}`;

/** A project with an installed scorer "count" and a file of another. */
async function project() {
  const folder = await mkdtemp(join(tmpdir(), "preflm-scorer-"));
  const installed = join(folder, "node_modules", "preflm-scorer-count");
  await mkdir(installed, { recursive: true });
  const manifest = {
    name: "preflm-scorer-count",
    version: "1.0.0",
    type: "module",
    exports: "./index.js",
    preflm: { kind: "scorer", name: "count", entry: "count" },
  };
  await writeFile(join(installed, "package.json"), JSON.stringify(manifest));
  await writeFile(join(installed, "index.js"), SCORER.replaceAll("NAME", "count"));
  const dependencies = { "preflm-scorer-count": "1" };
  await writeFile(join(folder, "package.json"), JSON.stringify({ dependencies }));
  const file = join(folder, "mine.mjs");
  await writeFile(file, SCORER.replaceAll("NAME", "mine"));
  return { registry: installedPlugins(folder), installed, file };
}

describe("the module of a scorer", () => {
  it("is that of its name or path, with its options", async () => {
    const { registry, installed, file } = await project();
    expect(await scorerModule(registry, "count")).toEqual({
      module: pathToFileURL(join(installed, "index.js")).href,
      export: "count",
      options: {},
    });
    expect(await scorerModule(registry, { use: file, lines: 2 })).toEqual({
      module: pathToFileURL(file).href,
      export: "mine",
      options: { lines: 2 },
    });
  });

  it("has those of the scorers it is made of", async () => {
    const { registry, file } = await project();
    const reference = { use: "count", scorers: { count: 2, mine: { use: file, weight: 1 } } };
    const module = await scorerModule(registry, reference);
    const scorer = await loadScorer(module ?? { module: "", export: "" });
    const resolved = (await registry.resolve("scorer", "count")).fingerprint;
    expect(scorer.fingerprint).toContain('"weights":{"count":2,"mine":1}');
    expect(scorer.fingerprint).toContain(JSON.stringify(resolved));
  });

  it("is not known of objects and of names that are not installed", async () => {
    const { registry } = await project();
    const scorer: Scorer = await registry.resolve("scorer", "count");
    const own = createRegistry().register("scorer", "count", () => scorer);
    expect(await scorerModule(registry, scorer)).toBeUndefined();
    expect(await scorerModule(registry, "nobody")).toBeUndefined();
    expect(await scorerModule(own, "count")).toBeUndefined();
    expect(
      await scorerModule(registry, { use: "count", scorers: { own: scorer } }),
    ).toBeUndefined();
  });
});

describe("a run's scorer in threads", () => {
  it("is used for large corpora only, and scores alike", async () => {
    const { registry } = await project();
    expect(await scorerInThreads(registry, "count", undefined)).toBeUndefined();
    expect(await scorerInThreads(registry, "count", 1e6)).toBeUndefined();
    const threads = await scorerInThreads(registry, "count", 1e7);
    expect(await threads?.score(["a", "bb"])).toEqual([1, 2]);
    await threads?.close();
  });
});
