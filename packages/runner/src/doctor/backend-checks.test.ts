import { join } from "node:path";
import type { PluginReference } from "@preflm/core";
import { beforeAll, describe, expect, it } from "vitest";
import { backendChecks } from "./backend-checks.ts";
import type { Check } from "./check.ts";
import { backendFiles, backendSource, folderWith } from "./test-support.ts";

/** A backend with a device that works and devices that go wrong in each way. */
const MANY = backendSource(`
  if (options.device === "absent") {
    const error = new Error("No such device \`x\`: run \`apt install device && y\`.");
    throw Object.assign(error, { name: "PreflmError", code: "unavailable" });
  }
  if (options.device === "wrong") throw new TypeError("x is not a function\\n    at nowhere");
  if (options.device === "crashes") { process.stderr.write("driver: giving up\\n"); process.abort(); }
  if (options.device === "hangs") for (;;);
  return { device: "slow", detail: "llvmpipe", gigaflops: 0.25 };
`);
const DEVICES = ["slow", "absent", "wrong", "crashes"].map((device) => ({ device }));

const settings = {
  manager: "npm",
  policy: { mend: (name: string) => `npm rebuild ${name}` },
  noNvidia: false,
  signal: new AbortController().signal,
} as const;

async function checksOf(
  folder: string,
  backend: PluginReference<"backend"> = "onnxruntime",
  timeLimit = 60,
) {
  const checks: Check[] = [];
  const given = { ...settings, folder, backend, timeLimit };
  for await (const check of backendChecks(given)) checks.push(check);
  return checks;
}

describe("the check of backends", () => {
  let checks: readonly Check[];
  const named = (name: string) => checks.find((check) => check.name === name);
  beforeAll(async () => {
    const dependencies = { many: "1", throws: "1" };
    const root = await folderWith({
      "package.json": { dependencies },
      ...backendFiles("many", MANY, DEVICES),
      ...backendFiles(
        "throws",
        `throw new Error("libdriver.so.1: cannot open shared object file");`,
      ),
    });
    checks = await checksOf(root, { use: "many", device: "slow" });
  }, 120_000);

  it("opens first what must work, and takes no software for a GPU", () => {
    expect(checks[0]).toMatchObject({ name: "many", state: "works", detail: "many 1.2.3" });
    expect(checks[1]).toMatchObject({
      name: "many slow (default)",
      state: "works",
      detail: "0.25 GFLOP/s (llvmpipe)",
      values: { device: "slow", gigaflops: 0.25, gpu: false },
    });
    expect(checks.filter(({ name }) => name.startsWith("many slow"))).toHaveLength(1);
  });

  it("gives what is absent the command that its error ends with", () => {
    const check = named("many absent");
    expect(check).toMatchObject({ state: "absent", mend: "apt install device && y" });
    expect(check?.detail).toBe("No such device `x`");
  });

  it("survives a module that throws, an error and a crash: each is a line of its own", () => {
    expect(named("throws")).toMatchObject({ state: "works" }); // its package.json is there
    const broken = checks.filter(({ state }) => state === "warning");
    const details = Object.fromEntries(broken.map(({ name, detail }) => [name, detail]));
    expect(details).toEqual({
      throws: "Error: libdriver.so.1: cannot open shared object file",
      "many wrong": "TypeError: x is not a function",
      "many crashes": expect.stringMatching(/^its process ended .*driver: giving up$/),
    });
    expect(broken.map(({ mend }) => mend)).toEqual(
      broken.map(({ name }) => `npm install ${name.split(" ")[0]}`),
    );
  });

  it("survives a device that hangs", async () => {
    const root = await folderWith({
      "package.json": { dependencies: { many: "1" } },
      ...backendFiles("many", MANY, []),
    });
    const backend = { use: "many", device: "hangs" } as const;
    const [, hung] = await checksOf(root, backend, 2);
    expect(hung).toMatchObject({
      state: "fails",
      detail: "no answer in 2 s: its process was ended",
    });
  });

  it("names backends that could be installed, without calling them failures", () => {
    expect(named("tfjs")).toMatchObject({
      state: "absent",
      mend: "npm install @preflm/backend-tfjs",
    });
    expect(checks.every(({ state }) => state !== "fails")).toBe(true);
  });
});

describe("what mends a device", { timeout: 60_000 }, () => {
  const SOURCE = backendSource(`
    const mend = options.device === "scripted" ? "npm rebuild x" : "npm install y@1";
    const error = new Error("It lacks something. Run \`" + mend + "\`.");
    throw Object.assign(error, { name: "PreflmError", code: "unavailable" });`);

  it("is told in the words of the package manager, and is nothing where the card is missing", async () => {
    const devices = ["scripted", "other", "cuda"].map((device) => ({ device }));
    const folder = await folderWith({
      "package.json": { dependencies: { needs: "1" } },
      ...backendFiles("needs", SOURCE, devices),
    });
    const policy = { mend: (name: string) => `pnpm approve-builds && pnpm rebuild ${name}` };
    const pnpm = { ...settings, manager: "pnpm", policy, noNvidia: true, folder } as const;
    const checks: Check[] = [];
    for await (const check of backendChecks({ ...pnpm, backend: "onnxruntime", timeLimit: 60 }))
      if (check.name.startsWith("needs ")) checks.push(check);
    const mends = checks.map(({ name, detail, mend }) => [name, detail, mend]);
    expect(mends.slice(0, 2)).toEqual([
      ["needs scripted", "It lacks something.", "pnpm approve-builds && pnpm rebuild x"],
      ["needs other", "It lacks something.", "pnpm add y@1"],
    ]);
    const cuda = process.platform === "darwin" ? [] : [["needs cuda", "no NVIDIA card", undefined]];
    expect(mends.slice(2)).toEqual(cuda);
  });
});

describe("the check of the backend that must work", { timeout: 120_000 }, () => {
  it("fails where it is not installed, with the command", async () => {
    const [check] = await checksOf(await folderWith({ "package.json": {} }));
    expect(check).toMatchObject({
      name: "onnxruntime (default)",
      state: "fails",
      mend: "npm install @preflm/backend-onnxruntime",
    });
  });

  it("fails where its device is absent, and tries that device once", async () => {
    const root = await folderWith({
      "package.json": { dependencies: { many: "1" } },
      ...backendFiles("many", MANY, DEVICES.slice(0, 2)),
    });
    const checks = await checksOf(root, { use: "many", device: "absent" });
    expect(checks.map(({ name, state }) => [name, state]).slice(0, 3)).toEqual([
      ["many", "works"],
      ["many absent (default)", "fails"],
      ["many slow", "works"],
    ]);
  });

  it("may be a file of the project", async () => {
    const root = await folderWith({
      "mine.mjs": backendSource(`return { device: "cpu", detail: "mine", gigaflops: 12 };`),
    });
    const [check] = await checksOf(root, join(root, "mine.mjs"));
    expect(check).toMatchObject({ state: "works", detail: "12 GFLOP/s (mine)" });
  });
});
