import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installedPackage, librariesOf } from "./manifest.ts";
import { scriptChecks } from "./package-checks.ts";
import { packageManagerOf } from "./package-manager.ts";
import { scriptPolicy } from "./script-policy.ts";
import { folderWith } from "./test-support.ts";

const none = { ignored: false, allApproved: false, approved: {} };
const npm = scriptPolicy(packageManagerOf("/", "npm/11.19.1 node/v20"), none);
const library = (name: string) => ({
  [`node_modules/${name}/package.json`]: { name, version: "8.1.6" },
});

const linux = { platform: "linux x64", noNvidia: false };

describe("the check of install scripts", () => {
  it("is by what a script leaves, and tells how to run it", async () => {
    const root = await folderWith(library("gl"));
    const gl = installedPackage("gl", root)!;
    const [before] = scriptChecks([gl], npm, linux);
    expect(before).toMatchObject({ state: "absent", mend: "npm rebuild gl" });
    expect(before.detail).toMatch(/8\.1\.6; its install script has not run: it lacks headless GL/);
    const built = await folderWith({
      ...library("gl"),
      "node_modules/gl/build/Release/webgl.node": "",
    });
    const [after] = scriptChecks([installedPackage("gl", built)!], npm, linux);
    expect(after).toMatchObject({ state: "works" });
  });

  it("says whether the script was allowed to run", async () => {
    const gl = installedPackage("gl", await folderWith(library("gl")))!;
    const manager = { name: "pnpm", version: "10.0.0", evidence: "", root: "/" } as const;
    const [check] = scriptChecks([gl], scriptPolicy(manager, none), linux);
    expect(check.detail).toMatch(/was not allowed to run/);
    expect(check.mend).toBe("pnpm approve-builds && pnpm rebuild gl");
  });

  it("is silent on packages without a script, and on scripts that do nothing here", async () => {
    const root = await folderWith({ ...library("onnxruntime-node"), ...library("left-pad") });
    const both = ["onnxruntime-node", "left-pad"].map((name) => installedPackage(name, root)!);
    expect(scriptChecks(both, npm, linux)).toHaveLength(1);
    expect(scriptChecks(both, npm, { ...linux, platform: "darwin arm64" })).toEqual([]);
    expect(scriptChecks(both, npm, { ...linux, noNvidia: true })).toEqual([]);
  });
});

describe("the libraries of a package", () => {
  it("are those of others that are installed beside it: dependencies, and peers that are there", async () => {
    const needs = {
      dependencies: { a: "1", "@preflm/core": "1", missing: "1" },
      peerDependencies: { b: "1", absent: "1" },
    };
    const root = await folderWith({
      "node_modules/plugin/package.json": { name: "plugin", version: "1.0.0", ...needs },
      ...library("a"),
      ...library("@preflm/core"),
      "node_modules/plugin/node_modules/b/package.json": { name: "b", version: "2.0.0" },
    });
    const found = librariesOf(installedPackage("plugin", join(root, "anywhere"))!);
    expect(found.map(({ name, version }) => `${name} ${version}`)).toEqual(["a 8.1.6", "b 2.0.0"]);
  });
});
