import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { PreflmError } from "@preflm/core";
import {
  asReport,
  compareRuns,
  comparisonText,
  type NamedReport,
  renderComparison,
} from "@preflm/eval";
import { defineCommand } from "citty";
import { readJson, writeFileAtomic } from "./files.ts";

/** What `compareRunFolders` is told. */
export interface CompareConfig {
  /** Folders of runs or of reproductions, or their report.json: two or more. */
  readonly inputs: readonly string[];
  /** The page. */
  readonly output: string;
  /** Give the numbers as JSON instead of words. */
  readonly json?: boolean;
}

/** Compares runs by their report.json, writes the page, and returns what a terminal shows. */
export async function compareRunFolders({ inputs, output, json }: CompareConfig): Promise<string> {
  const runs = await Promise.all(inputs.map(readReport));
  const comparison = compareRuns(named(runs));
  await writeFileAtomic(output, await renderComparison(comparison));
  if (json) return JSON.stringify(comparison, null, 2);
  return `${comparisonText(comparison)}\n\nThe page: ${output}`;
}

/** `preflm compare`: what differs between runs, and what that did. */
export const compareCommand = defineCommand({
  meta: { name: "compare", description: "Put runs side by side on one page" },
  args: {
    inputs: {
      type: "positional",
      description: "folders of runs, or their report.json: two or more",
      required: true,
    },
    output: { type: "string", description: "the page (compare.html)" },
    json: { type: "boolean", description: "print the numbers as JSON" },
  },
  async run({ args }) {
    const { output = "compare.html", json } = args;
    const text = await compareRunFolders({ inputs: args._, output, json });
    process.stdout.write(`${text}\n`);
  },
});

async function readReport(input: string): Promise<NamedReport> {
  const folder = await stat(input).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const path = folder ? join(input, "report.json") : input;
  const value = await readJson(path, "Run it again, or give another run");
  const isRun = Array.isArray(value?.runs) && typeof value.scorer === "object";
  const isReproduction = value?.paper !== undefined && typeof value.experiments === "object";
  if (!isRun && !isReproduction) {
    throw new PreflmError(
      "invalid-input",
      `${path} is not the report of a run: a run's folder has a report.json with "runs", a reproduction's one with "experiments".`,
    );
  }
  return { name: dirname(resolve(path)), report: isRun ? value : asReport(value) };
}

/** Runs by the names of their folders; by the whole path where these are alike. */
function named(runs: readonly NamedReport[]): readonly NamedReport[] {
  const names = runs.map(({ name }) => basename(name));
  const alike = new Set(names).size < names.length;
  return runs.map((run, i) => ({ ...run, name: alike ? run.name : names[i] }));
}
