import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { build, type Plugin } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";
import { browserEntry, browserSpecifier } from "./architecture/imports.ts";
import { readWorkspace, root } from "./architecture/workspace.ts";

/** kB after minification and gzip: what a page loads of a package and of ours that it imports. */
const budgets: Readonly<Record<string, number>> = JSON.parse(
  readFileSync(join(import.meta.dirname, "bundle-budgets.json"), "utf8"),
);
const TOLERANCE = 1.1;

const packages = readWorkspace().packages.flatMap((item) => {
  const [entry, name] = [browserEntry(item), browserSpecifier(item)];
  return entry === undefined || name === undefined ? [] : [[name, entry] as const];
});
const rows: string[][] = [];

describe("a bundle for browsers", { timeout: 120_000 }, () => {
  it.each(packages)("is within the budget: %s", async (name, entry) => {
    const { kilobytes, others } = await bundle(join(root, entry));
    rows.push([name, kilobytes.toFixed(1), String(budgets[name] ?? ""), await describeAll(others)]);
    expect(budgets, "test/bundle-budgets.json").toHaveProperty([name]);
    expect(kilobytes).toBeLessThanOrEqual(budgets[name] * TOLERANCE);
  });

  it("has no budget without a package", () => {
    expect(Object.keys(budgets).sort()).toEqual(packages.map(([name]) => name).sort());
  });

  afterAll(() => {
    const head = ["package", "kB gzipped", "budget", "besides, of others"];
    const widths = [36, 12, 8, 0];
    const line = (cells: readonly string[]) =>
      cells.map((cell, i) => cell.padEnd(widths[i])).join("");
    console.log([head, ...rows].map(line).join("\n"));
  });
});

interface Other {
  readonly name: string;
  /** Where it was imported from. */
  readonly folder: string;
  readonly onDemand: boolean;
}

/** Bundles a module with what it imports of ours; the packages of others are left out and named. */
async function bundle(entry: string): Promise<{ kilobytes: number; others: readonly Other[] }> {
  const others = new Map<string, Other>();
  const leaveOut: Plugin = {
    name: "leave-out",
    setup(builder) {
      builder.onResolve({ filter: /^[^./]/ }, ({ path, kind, resolveDir }) => {
        if (kind === "entry-point" || path.startsWith("@preflm/")) return undefined;
        const onDemand = kind === "dynamic-import" && others.get(path)?.onDemand !== false;
        others.set(path, { name: path, folder: resolveDir, onDemand });
        return { path, external: true };
      });
    },
  };
  const kilobytes = await sizeOf({ entryPoints: [entry], plugins: [leaveOut] });
  return { kilobytes, others: [...others.values()] };
}

async function sizeOf(options: Parameters<typeof build>[0]): Promise<number> {
  const { outputFiles } = await build({
    ...options,
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    conditions: ["preflm:source"],
    write: false,
    logLevel: "silent",
  });
  return gzipSync(outputFiles[0].contents).length / 1000;
}

/** The packages of others that a bundle needs, each with its own size if all of it is loaded. */
async function describeAll(others: readonly Other[]): Promise<string> {
  const parts = others.map(async ({ name, folder, onDemand }) => {
    const stdin = { contents: `export * from "${name}"`, resolveDir: folder };
    const size = await sizeOf({ stdin }).then(
      (kilobytes) => `${kilobytes.toFixed(0)} kB`,
      () => "not for browsers",
    );
    return `${name} (${size}${onDemand ? ", on demand" : ""})`;
  });
  return (await Promise.all(parts)).join(", ");
}
