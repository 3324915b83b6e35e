import { basename, dirname } from "node:path";
import { installedPlugins } from "../plugins.ts";
import { run } from "../run.ts";
import type { RunConfig } from "../settings.ts";
import type { TaskContext } from "./task.ts";

/** A run as a task: its configuration as plain JSON, and the project whose plugins it names. */
export interface RunTaskInput {
  /** `name` and `output` are the task's; `backend` is onnxruntime on the task's threads unless it is given. */
  readonly config: Omit<
    RunConfig,
    "name" | "output" | "resume" | "registry" | "listeners" | "signal"
  >;
  /** A folder of the project that has the plugins installed. */
  readonly project: string;
}

/** Does a run as a task, or goes on with it; its report is `report.json` in the task's folder. */
export async function runTask(
  { config, project }: RunTaskInput,
  { directory, threads, signal, listener }: TaskContext,
): Promise<void> {
  await run({
    backend: { use: "onnxruntime", threads },
    ...config,
    registry: installedPlugins(project),
    name: basename(directory),
    output: dirname(directory),
    resume: true,
    listeners: [listener],
    signal,
  });
}
