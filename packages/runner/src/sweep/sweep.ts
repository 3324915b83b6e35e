import { existsSync } from "node:fs";
import { join } from "node:path";
import { checkOptions, PreflmError } from "@preflm/core";
import { type Report, renderReport } from "@preflm/eval";
import { readJson, writeFileAtomic } from "../files.ts";
import { installedPlugins, resolvePlugin } from "../plugins.ts";
import { completeSettings } from "../settings.ts";
import { type Choice, choiceName, combinations, type Over, withChoice } from "./combinations.ts";
import { mergedReport } from "./merged-report.ts";
import type { RunTaskInput } from "./run-task.ts";
import { runTasks } from "./run-tasks.ts";
import type { Task, TaskEvent, TaskOutcome } from "./task.ts";

/** What `sweep` takes. */
export interface SweepConfig {
  /** A run's configuration as plain JSON: plugins by name, the corpus by path. */
  readonly base: RunTaskInput["config"];
  /** Values to try of options, by dotted path: `{ "objective.beta": [0.001, 0.01] }`. All combinations are run. */
  readonly over: Over;
  /** Folder under `output`; what is there is not done again. */
  readonly name: string;
  /** `"runs"` by default. */
  readonly output?: string;
  /** A folder of the project that has the plugins installed; the working directory by default. */
  readonly project?: string;
  /** Runs at a time, each in a process; as many as there are cores by default. */
  readonly workers?: number;
  /** Stops the runs after they saved; by default Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Hears what happens; `showTasks()` shows it. */
  readonly onEvent?: (event: TaskEvent) => void;
}

/** What a sweep leaves. */
export interface SweepResult {
  /** Each run as an entry named by its values; the page `report.html` is drawn from it. */
  readonly report: Report;
  /** What each run was given, by its folder's name. */
  readonly choices: Readonly<Record<string, Choice>>;
  /** Runs that failed, and why. */
  readonly failed: TaskOutcome["failed"];
}

const OPTIONS = [...["base", "over", "name", "output", "project", "workers", "signal", "onEvent"]];

/**
 * Runs a configuration with every combination of values of some options, side by side in child processes, and writes
 * `sweep.json` and `report.html`. The same call goes on where it stopped. A wrong configuration is told before any starts.
 */
export async function sweep(config: SweepConfig): Promise<SweepResult> {
  const check = checkOptions("sweep", config, OPTIONS);
  const { base, over, output = "runs", project = process.cwd() } = config;
  const name = check.string("name", config.name);
  const folder = join(output, name);
  expectPlain(base);
  const registry = installedPlugins(project);
  const runs = combinations(over).map((choice) => {
    const settings = withChoice(base, choice);
    return { choice, run: choiceName(choice), settings };
  });
  for (const { settings } of runs) {
    const { objectives } = completeSettings(settings);
    for (const objective of objectives) await resolvePlugin(registry, "objective", objective);
  }
  const tasks = runs.map(({ run, settings }): Task => {
    const input: RunTaskInput = { config: settings, project };
    const cost = settings.training.tokens;
    return { name: run, module: import.meta.resolve("preflm"), export: "runTask", input, cost };
  });
  const { workers, signal, onEvent } = config;
  const { failed } = await runTasks(tasks, { folder, workers, signal, onEvent });
  const done: { readonly choice: Choice; readonly report: Report }[] = [];
  for (const { run, choice } of runs) {
    const file = join(folder, run, "report.json");
    const fix = "Delete the folder to do the run again";
    if (existsSync(file)) done.push({ choice, report: await readJson(file, fix) });
  }
  if (done.length === 0) {
    const why = failed.map((one) => `${one.name}: ${one.message}`).join("\n");
    throw new PreflmError("unavailable", `No run of the sweep was finished.\n${why}`);
  }
  const report = mergedReport(name, done);
  const choices = Object.fromEntries(runs.map(({ run, choice }) => [run, choice]));
  const result = { report, choices, failed };
  await writeFileAtomic(join(folder, "sweep.json"), `${JSON.stringify(result, null, 1)}\n`);
  await writeFileAtomic(join(folder, "report.html"), await renderReport(report));
  return result;
}

/** Throws where a configuration holds what another process could not be sent, such as a plugin instead of its name. */
function expectPlain(part: unknown, path = "base"): void {
  if (typeof part === "function" || typeof part === "bigint" || typeof part === "symbol") {
    throw new PreflmError(
      "invalid-option",
      `sweep: ${path} is a ${typeof part}, but the configuration must be plain JSON: name plugins ({ use: "rwr", beta: 1 }), give the corpus as a path.`,
    );
  }
  if (typeof part !== "object" || part === null) return;
  for (const [key, value] of Object.entries(part)) expectPlain(value, `${path}.${key}`);
}
