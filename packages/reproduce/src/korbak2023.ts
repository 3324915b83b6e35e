import { availableParallelism } from "node:os";
import { join } from "node:path";
import { type Experiments, type Reproduction, renderReproduction, withClaims } from "@preflm/eval";
import { readFinished, runTasks, type Task, type TaskEvent, type TaskOutcome } from "preflm";
import { type CompleteOptions, completeOptions } from "./complete-options.ts";
import { describe } from "./describe.ts";
import { type ExperimentName, experiments, planOf } from "./plan.ts";
import type { ScaleName } from "./scales.ts";
import { secondsForToken } from "./seconds-for-token.ts";
import type { TaskName } from "./tasks.ts";
import { writeText } from "./write-lines.ts";

/** What `korbak2023` takes. */
export interface Korbak2023Options {
  /** `"pii"` by default. */
  readonly task?: TaskName;
  /** `"tiny"` by default. */
  readonly scale?: ScaleName;
  /** Some of the experiments; all by default. Models that they need are trained too. */
  readonly only?: readonly ExperimentName[];
  /** Training seeds; those of the scale by default. */
  readonly seeds?: readonly number[];
  /** Folder under `output`; `korbak2023-<task>-<scale>` by default. What is there already is not done again. */
  readonly name?: string;
  /** `"runs"` by default. */
  readonly output?: string;
  /** A text of the reader's own instead of the task's: whatever `openCorpus` takes. */
  readonly corpus?: string;
  /** Processes at a time; as many as there are cores by default. */
  readonly workers?: number;
  /** Stops after saving; by default Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Hears what is going to be done. */
  readonly onPlan?: (plan: Plan) => void;
  /** Hears what happens; `showTasks()` of preflm shows it. */
  readonly onEvent?: (event: TaskEvent) => void;
}

/** What is going to be done. */
export interface Plan {
  readonly folder: string;
  readonly tasks: readonly Task[];
  /** How many of them an earlier start finished. */
  readonly finished: number;
  readonly workers: number;
  /** Estimate for the others, from a few updates of the model that are measured now. */
  readonly seconds: number;
}

/** What a reproduction leaves. */
export interface Reproduced {
  readonly reproduction: Reproduction;
  /** The files `report.json` and `report.html`. */
  readonly report: string;
  readonly page: string;
  readonly failed: TaskOutcome["failed"];
}

/**
 * The experiments of Korbak et al. 2023 (arXiv 2302.08582) on one of its tasks: tasks in child processes, each with a
 * folder of its own, then report.json and report.html of all that is there. The same call goes on after a stop or a kill.
 */
export async function korbak2023(options: Korbak2023Options = {}): Promise<Reproduced> {
  const complete = completeOptions(options);
  const { setting, workers } = complete;
  const { folder } = setting;
  const { signal, onPlan, onEvent } = options;
  const plan = await planned(complete);
  onPlan?.(plan);
  const outcome = await runTasks(plan.tasks, { folder, workers, signal, onEvent });
  const names = Object.keys(experiments) as ExperimentName[];
  const all = await withEarlier(outcome, planOf(setting, names), folder);
  const parts = names.map((name) => experiments[name].collect(setting, all.results));
  const found = withoutEmpty(Object.assign({}, ...parts));
  const reproduction = withClaims(describe(complete, plan.tasks, all, found));
  const [report, page] = [join(folder, "report.json"), join(folder, "report.html")];
  await writeText(report, `${JSON.stringify(reproduction)}\n`);
  await writeText(page, await renderReproduction(reproduction));
  return { reproduction, report, page, failed: outcome.failed };
}

async function planned({ setting, only, workers }: CompleteOptions): Promise<Plan> {
  const { folder } = setting;
  const tasks = planOf(setting, only);
  const finished = new Set<string>();
  for (const task of tasks) if (await readFinished(folder, task)) finished.add(task.name);
  if (finished.size === tasks.length)
    return { folder, tasks, finished: finished.size, workers, seconds: 0 };
  const threads = Math.max(1, Math.floor(availableParallelism() / workers));
  const secondsPerToken = await secondsForToken(setting, threads);
  const timed = planOf({ ...setting, secondsPerToken }, only);
  const open = timed.filter(({ name }) => !finished.has(name));
  const seconds = open.reduce((sum, { cost = 0 }) => sum + cost, 0) / workers;
  return { folder, tasks: timed, finished: finished.size, workers, seconds };
}

/** The outcome with what earlier starts finished of other experiments, unless they did it with other settings. */
async function withEarlier(
  { results, seconds, failed }: TaskOutcome,
  tasks: readonly Task[],
  folder: string,
): Promise<TaskOutcome> {
  const all = { results: { ...results }, seconds: { ...seconds }, failed };
  for (const task of tasks) {
    if (task.name in results) continue;
    const finished = await readFinished(folder, task).catch(() => undefined);
    if (!finished) continue;
    all.results[task.name] = finished.result;
    all.seconds[task.name] = finished.seconds;
  }
  return all;
}

/** An experiment of which nothing is finished is absent. */
function withoutEmpty(found: Experiments): Experiments {
  const filled = Object.entries(found).filter(([, part]) => Object.keys(part ?? {}).length > 0);
  return Object.fromEntries(filled);
}
