import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { installCommand, packageManagerOf } from "./package-manager.ts";
import { folderWith } from "./test-support.ts";

describe("the package manager", () => {
  it.each([
    ["pnpm-lock.yaml", "pnpm"],
    ["package-lock.json", "npm"],
    ["yarn.lock", "yarn"],
    ["bun.lock", "bun"],
    ["bun.lockb", "bun"],
  ])("is told by %s, from a folder below it too", async (lock, name) => {
    const root = await folderWith({ [lock]: "", "packages/a/package.json": {} });
    const found = packageManagerOf(join(root, "packages", "a"));
    expect(found).toEqual({ name, evidence: lock, root });
  });

  it("is what package.json declares before any lock file, with its version", async () => {
    const manifest = { packageManager: "pnpm@10.34.8+sha512.abc" };
    const root = await folderWith({ "package.json": manifest, "package-lock.json": "{}" });
    expect(packageManagerOf(root)).toMatchObject({ name: "pnpm", version: "10.34.8" });
  });

  it("is what runs this where no file tells, and npm without that", async () => {
    const root = await folderWith({ "package.json": {} });
    const agent = "yarn/4.9.1 npm/? node/v22.1.0 linux x64";
    expect(packageManagerOf(root, agent)).toMatchObject({ name: "yarn", version: "4.9.1" });
    expect(packageManagerOf(root, "curl/8").name).toBe("npm");
    expect(packageManagerOf(root).version).toBeUndefined();
  });

  it("lends its version to the lock file only if both are the same", async () => {
    const root = await folderWith({ "pnpm-lock.yaml": "" });
    expect(packageManagerOf(root, "npm/11.19.1 node/v20").version).toBeUndefined();
    expect(packageManagerOf(root, "pnpm/12.0.1 npm/? node/v20").version).toBe("12.0.1");
  });

  it("survives a package.json that is broken, and has its own word for installing", async () => {
    const root = await folderWith({ "package.json": "{", "yarn.lock": "" });
    expect(packageManagerOf(root).name).toBe("yarn");
    expect(installCommand("npm", "a")).toBe("npm install a");
    expect(installCommand("bun", "a")).toBe("bun add a");
  });
});
