import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createRegistry, type PluginReference, type Scorer } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { importFile, installedPlugins, resolvePlugin } from "./plugins.ts";

/** A project folder with these files; what is not text is written as JSON. */
async function project(files: Readonly<Record<string, unknown>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "preflm-plugins-"));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(root, name)), { recursive: true });
    await writeFile(
      join(root, name),
      typeof content === "string" ? content : JSON.stringify(content),
    );
  }
  return root;
}

const plugin = (name: string, exports: unknown) => ({
  [`node_modules/${name}/package.json`]: {
    ...{ name, version: "1.0.0", type: "module", exports },
    preflm: { kind: "objective", name: "even", entry: "even" },
  },
  [`node_modules/${name}/index.js`]: `export const even = () => ({ specificationVersion: "v1", name: "even from ${name}" });`,
});

describe("installedPlugins", () => {
  it.each<[string, unknown]>([
    ["a main export", "./index.js"],
    ["an import condition only, as many ESM packages", { ".": { import: "./index.js" } }],
    ["a default condition", { ".": { types: "./x.d.ts", default: "./index.js" } }],
  ])("imports a plugin with %s, once its name is used", async (_, exports) => {
    const root = await project({
      "package.json": { dependencies: { "preflm-objective-even": "1" } },
      ...plugin("preflm-objective-even", exports),
    });
    const made = await installedPlugins(root).resolve("objective", "even");
    expect(made.name).toBe("even from preflm-objective-even");
  });

  it("finds the project from a folder inside it", async () => {
    const root = await project({
      "package.json": { devDependencies: { "preflm-objective-even": "1" } },
      "configs/deep/x.json": {},
      ...plugin("preflm-objective-even", "./index.js"),
    });
    expect(installedPlugins(join(root, "configs", "deep")).list()).toEqual(
      installedPlugins(root).list(),
    );
    expect(
      installedPlugins(root)
        .list()
        .map(({ name }) => name),
    ).toEqual(["even", "auto"]);
  });

  it("gives a name that two packages claim to ours first, and the other its package's name", async () => {
    const names = ["a-plugin", "preflm-objective-even", "@preflm/objective-even"];
    const root = await project({
      "package.json": { dependencies: Object.fromEntries(names.map((name) => [name, "1"])) },
      ...Object.assign({}, ...names.map((name) => plugin(name, "./index.js"))),
    });
    const listed = installedPlugins(root).list();
    expect(listed.map(({ name, source }) => [name, source])).toEqual([
      ["even", "@preflm/objective-even@1.0.0"],
      ["preflm-objective-even", "preflm-objective-even@1.0.0"],
      ["a-plugin", "a-plugin@1.0.0"],
      ["auto", expect.stringMatching(/^preflm@/)],
    ]);
  });

  it("names a package.json that is broken", async () => {
    const root = await project({ "package.json": "{" });
    expect(() => installedPlugins(root)).toThrow(/package.json cannot be read: .*Mend the file/);
  });
});

describe("a scorer made of scorers", () => {
  const named = (name: string): Scorer => ({
    specificationVersion: "v1",
    name,
    fingerprint: name,
    annotate: async () => [],
    score: async () => [],
  });
  /** Its name shows the options that it got. */
  const list = ({ scorers, ...others }: Record<string, unknown>) => {
    const names = Object.entries(scorers as Record<string, Scorer>).map(
      ([name, scorer]) => `${name}: ${scorer.name}`,
    );
    return named(`${names.join(", ")} ${JSON.stringify(others)}`);
  };
  const registry = createRegistry()
    .register("scorer", "list", list)
    .register("scorer", "pii", ({ segments = "sentences" }) => named(`pii by ${segments}`));
  const resolved = async (reference: unknown) =>
    (await resolvePlugin(registry, "scorer", reference as PluginReference<"scorer">)).name;

  it("gets its scorers by name, by options, by path and as they are, nested too", async () => {
    const root = await project({
      "mine.mjs":
        "export const mine = ({ loud }) => ({ specificationVersion: 'v1', name: 'mine ' + loud });",
      "all.mjs":
        "export default ({ scorers }) => ({ specificationVersion: 'v1', name: 'all of ' + Object.values(scorers).map((s) => s.name) });",
    });
    const scorers = {
      pii: 1,
      lines: { use: "pii", weight: 2, segments: "lines" },
      mine: { use: join(root, "mine.mjs"), loud: true },
      object: named("an object"),
    };
    expect(await resolved({ use: "list", scorers, by: "max" })).toBe(
      'pii: pii by sentences, lines: pii by lines, mine: mine true, object: an object {"by":"max","weights":{"pii":1,"lines":2}}',
    );
    const nested = { use: "list", scorers: { all: { use: join(root, "all.mjs"), scorers } } };
    expect(await resolved(nested)).toBe(
      "all: all of pii by sentences,pii by lines,mine true,an object {}",
    );
  });

  it("names what is not there", async () => {
    const scorers = (entry: unknown) => resolved({ use: "list", scorers: { pi: entry } });
    await expect(scorers(1)).rejects.toThrow(/no scorer "pi".*Did you mean "pii"/);
    await expect(scorers("toxicity")).rejects.toThrow(/no scorer "toxicity"/);
    await expect(scorers("./mine.ts")).rejects.toThrow(/no file/);
    await expect(scorers(null)).rejects.toThrow(/Expected a scorer object/);
    await expect(scorers({ use: 3 })).rejects.toThrow(/Expected a scorer object/);
  });

  it("is not part of itself", async () => {
    const scorers: Record<string, unknown> = {};
    const reference = { use: "list", scorers };
    scorers.again = { use: "list", weight: 2, scorers: { reference } };
    await expect(resolved(reference)).rejects.toThrow(/part of itself/);
  });
});

describe("importFile", () => {
  it("reads TypeScript with enums and with imports without extensions", async () => {
    const root = await project({
      "package.json": { type: "module" },
      "config.ts": `import { two } from "./two";\nenum Size { Small = 1 }\nexport default { sum: two + Size.Small };`,
      "two.ts": "export const two: number = 2;",
    });
    expect((await importFile(join(root, "config.ts"))).default).toEqual({ sum: 3 });
  });
});
