import { existsSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { describe, expect, it } from "vitest";
import {
  escapingImports,
  forbiddenEdges,
  importedTests,
  nodeInBrowserPackages,
  undeclaredImports,
} from "./architecture/imports.ts";
import {
  looseVersions,
  missingEntries,
  unlikeManifests,
  unreleased,
} from "./architecture/manifests.ts";
import { brokenLinks, readmeBreaches } from "./architecture/readmes.ts";
import { foreignFiles, longFiles, medianLength } from "./architecture/sources.ts";
import { readWorkspace, root, walk } from "./architecture/workspace.ts";

const workspace = readWorkspace();

describe("the import rule", () => {
  it("has only the listed edges: never package → plugin, plugin → plugin, plugin → runner", () => {
    expect(forbiddenEdges(workspace)).toEqual([]);
  });
  it("has every import declared by the importing package", () => {
    expect(undeclaredImports(workspace)).toEqual([]);
  });
  it("has no relative import out of a package", () => {
    expect(escapingImports(workspace)).toEqual([]);
  });
  it("keeps tests out of what is published", () => {
    expect(importedTests(workspace)).toEqual([]);
  });
  it("keeps Node's modules out of what browsers load", () => {
    expect(nodeInBrowserPackages(workspace)).toEqual([]);
  });
});

describe("the packages", () => {
  it("have the same package.json but for name, description and dependencies", () => {
    expect(unlikeManifests(workspace)).toEqual([]);
  });
  it("pin what they depend on", () => {
    expect(looseVersions(workspace)).toEqual([]);
  });
  it("export the factory that their package.json names", () => {
    expect(missingEntries(workspace)).toEqual([]);
  });
  it("have a README with the agreed sections", () => {
    expect(readmeBreaches(workspace)).toEqual([]);
  });
  it("have a version or a changeset", () => {
    expect(unreleased(workspace)).toEqual([]);
  });
});

describe("the pages", () => {
  it("link to what is there", () => {
    const pages = walk(root)
      .filter((path) => path.endsWith(".md"))
      .map((path) => ({ path: relative(root, path), text: readFileSync(path, "utf8") }));
    expect(brokenLinks(pages, (path) => existsSync(join(root, path)))).toEqual([]);
  });
});

describe("the source", () => {
  it("is in short files", () => {
    expect(longFiles(workspace)).toEqual([]);
    expect(medianLength(workspace)).toBeLessThanOrEqual(80);
  });
  it("is text that people wrote", () => {
    const files = walk(root).map((path) => ({
      path: relative(root, path),
      bytes: readFileSync(path),
    }));
    expect(foreignFiles(files)).toEqual([]);
  });
});
