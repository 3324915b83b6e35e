import { describe, expect, it } from "vitest";
import {
  escapingImports,
  forbiddenEdges,
  importedTests,
  nodeInBrowserPackages,
  undeclaredImports,
} from "./imports.ts";
import { looseVersions, missingEntries, unlikeManifests, unreleased } from "./manifests.ts";
import { brokenLinks, readmeBreaches, snippetOf } from "./readmes.ts";
import { foreignFiles, longFiles } from "./sources.ts";
import {
  type Manifest,
  readWorkspace,
  type Workspace,
  type WorkspacePackage,
} from "./workspace.ts";

const workspace = readWorkspace();

describe("a planted breach", () => {
  const importing = (folder: string, specifier: string, file = "src/planted.ts") =>
    changed(folder, (item) => ({
      ...item,
      files: [...item.files, { path: `${folder}/${file}`, text: `import "${specifier}";\n` }],
    }));
  const withManifest = (folder: string, fields: Partial<Manifest>) =>
    changed(folder, (item) => ({ ...item, manifest: { ...item.manifest, ...fields } }));
  const withReadme = (folder: string, readme: string | undefined) =>
    changed(folder, ({ readme: _, ...item }) => ({ ...item, ...(readme ? { readme } : {}) }));

  it.each([
    ["package → plugin", "packages/core", "@preflm/objective-mle"],
    ["core → text", "packages/core", "@preflm/text"],
    ["text → core", "packages/text", "@preflm/core"],
    ["data → gpt", "packages/data", "@preflm/gpt"],
    ["plugin → plugin", "plugins/objective-awr", "@preflm/objective-rwr"],
    ["plugin → runner", "plugins/scorer-pii", "preflm"],
    ["plugin → data, by a deep path", "plugins/objective-mle", "@preflm/data/package.json"],
    ["objective → text", "plugins/objective-mle", "@preflm/text"],
    ["backend → testkit outside tests", "plugins/backend-reference", "@preflm/testkit"],
  ])("of the import rule is found: %s", (_, folder, specifier) => {
    expect(planted(forbiddenEdges, importing(folder, specifier))).toEqual([
      `${folder}/src/planted.ts imports ${specifier}`,
    ]);
  });

  it("is found however it is imported", () => {
    for (const text of [
      'import type { A } from "@preflm/data";',
      'export { a } from "@preflm/data";',
      'export * from "@preflm/data";',
      'const a = await import("@preflm/data");',
      'type A = import("@preflm/data").A;',
    ]) {
      const breached = changed("packages/core", (item) => ({
        ...item,
        files: [...item.files, { path: "packages/core/src/planted.ts", text }],
      }));
      expect(planted(forbiddenEdges, breached), text).toHaveLength(1);
    }
  });

  it("of a declared edge is found", () => {
    const breached = withManifest("packages/text", {
      dependencies: { "@preflm/core": "workspace:^" },
    });
    expect(planted(forbiddenEdges, breached)).toHaveLength(1);
  });

  it("of an undeclared import is found, and tests may import vitest", () => {
    expect(planted(undeclaredImports, importing("packages/core", "vitest"))).toHaveLength(1);
    expect(planted(undeclaredImports, importing("packages/core", "zod"))).toHaveLength(1);
    expect(planted(undeclaredImports, importing("test", "zod"))).toHaveLength(1);
    const inTest = importing("packages/core", "vitest", "src/planted.test.ts");
    expect(planted(undeclaredImports, inTest)).toEqual([]);
  });

  it("of a package's walls is found", () => {
    const across = importing("packages/gpt", "../../core/src/index.ts");
    expect(planted(escapingImports, across)).toHaveLength(1);
  });

  it("of importing a test is found", () => {
    const support = importing("packages/gpt", "./test-support.ts");
    expect(planted(importedTests, support)).toHaveLength(1);
  });

  it("of the browser rule is found", () => {
    expect(planted(nodeInBrowserPackages, importing("packages/core", "node:fs"))).toHaveLength(1);
    expect(planted(nodeInBrowserPackages, importing("packages/text", "path"))).toHaveLength(1);
    const leading = changed("plugins/backend-onnxruntime", ({ files, ...item }) => ({
      ...item,
      files: files.map(({ path, text }) =>
        path.endsWith("/onnxruntime.ts")
          ? { path, text: `import "node:os";\n${text}` }
          : { path, text },
      ),
    }));
    expect(planted(nodeInBrowserPackages, leading)).toEqual([
      "plugins/backend-onnxruntime/src/onnxruntime.ts imports node:os, which browsers lack",
    ]);
  });

  it("in a package.json is found", () => {
    const folder = "plugins/objective-mle";
    const changes: Partial<Manifest>[] = [
      { type: "commonjs" },
      { license: "ISC" },
      { engines: { node: ">=18" } },
      { sideEffects: true },
      { keywords: [] },
      { publishConfig: { access: "restricted" } },
      { preflm: { kind: "scorer", name: "mle", entry: "mle" } },
      { exports: { ".": "./dist/index.js" } },
    ];
    for (const fields of changes)
      expect(planted(unlikeManifests, withManifest(folder, fields))).toHaveLength(1);
    const dependencies = { "@preflm/core": "workspace:^", zod: "^4.0.0" };
    expect(planted(looseVersions, withManifest(folder, { dependencies }))).toHaveLength(1);
  });

  it("of a plugin's entry is found, a type of that name too", () => {
    const onlyType = changed("plugins/objective-mle", (item) => ({
      ...item,
      files: [
        {
          path: "plugins/objective-mle/src/index.ts",
          text: 'export { type mle } from "./mle.ts";',
        },
      ],
    }));
    expect(missingEntries(onlyType)).toContain(
      "plugins/objective-mle/src/index.ts does not export mle",
    );
  });

  it("in a README is found", () => {
    const folder = "plugins/objective-mle";
    expect(readmeBreaches(withReadme("packages/core", undefined))).toContain(
      "packages/core has no README.md",
    );
    const short = "# @preflm/objective-mle\n\n## Install\n\n## Use\n\n## Departures\n";
    expect(readmeBreaches(withReadme(folder, short)).join("\n")).toContain(
      "sections are Install, Use, Departures",
    );
  });

  it("of a link is found", () => {
    const text = "[a](../core/README.md#use) [b](./gone.md) [c](https://example.com) [d](#here)";
    const there = (path: string) => path === "packages/core/README.md";
    expect(brokenLinks([{ path: "packages/gpt/README.md", text }], there)).toEqual([
      "packages/gpt/README.md links to ./gone.md, which is not there",
    ]);
  });

  it("of a release is found", () => {
    const silent = { ...withManifest("packages/core", { version: "0.0.0" }), changesets: [] };
    expect(unreleased(silent)).toContain("packages/core has neither a version nor a changeset");
    const unknown = { ...workspace, changesets: ['---\n"@preflm/nobody": minor\n---\n'] };
    expect(unreleased(unknown)).toContain(
      "a changeset names @preflm/nobody, which is not published",
    );
  });

  it("of length is found, and an allowance that is not needed", () => {
    const lines = (count: number) =>
      changed("packages/core", (item) => ({
        ...item,
        files: [{ path: "packages/core/src/planted.ts", text: "x;\n".repeat(count) }],
      }));
    const allowed = { "packages/core/src/planted.ts": "a kernel" };
    const about = (found: string[]) => found.filter((line) => line.includes("planted"));
    expect(about(longFiles(lines(300), {}))).toEqual([]);
    expect(about(longFiles(lines(301), {}))).toHaveLength(1);
    expect(about(longFiles(lines(301), allowed))).toEqual([]);
    expect(about(longFiles(lines(501), allowed))).toHaveLength(1);
    expect(about(longFiles(lines(300), allowed))).toHaveLength(1);
  });

  it("of a binary file is found", () => {
    expect(foreignFiles([{ path: "a", bytes: new Uint8Array(9) }])).toEqual(["a is binary"]);
    expect(foreignFiles([{ path: "a", bytes: new Uint8Array([97, 10]) }])).toEqual([]);
  });
});

describe("a README snippet", () => {
  it("is the first ts block of its section Use, whole", () => {
    const readme =
      "## Install\n```ts\nno;\n```\n## Use\ntext\n```ts\na;\n\nb;\n```\n```ts\nc;\n```\n## Options\n";
    expect(snippetOf(readme)).toBe("a;\n\nb;\n");
    expect(snippetOf("## Use\n```ts\nlast;\n```\n")).toBe("last;\n");
    expect(snippetOf("## Use\ntext\n## Options\n```ts\nno;\n```\n")).toBeUndefined();
  });
});

/** The workspace with one package changed. */
function changed(folder: string, change: (item: WorkspacePackage) => WorkspacePackage): Workspace {
  const packages = workspace.packages.map((item) => (item.folder === folder ? change(item) : item));
  return { ...workspace, packages };
}

/** What a rule finds in a breached workspace and not in the real one. */
function planted(rule: (workspace: Workspace) => string[], breached: Workspace): string[] {
  const before = new Set(rule(workspace));
  return rule(breached).filter((breach) => !before.has(breach));
}
