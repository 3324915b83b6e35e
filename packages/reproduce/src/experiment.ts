import type { Experiments } from "@preflm/eval";
import type { Task } from "preflm";
import type { Setting } from "./setting.ts";

/** One experiment of the paper: what is done, and what comes of it. */
export interface Experiment {
  /** Its tasks; they may come after tasks of pretraining. */
  tasks(setting: Setting): Task[];
  /** What its finished tasks measured, its part of the report; empty lists where nothing is finished. */
  collect(setting: Setting, results: TaskResults): Experiments;
}

/** What finished tasks returned, by name. */
export type TaskResults = Readonly<Record<string, unknown>>;
