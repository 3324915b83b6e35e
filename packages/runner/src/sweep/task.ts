import type { Listener } from "../events.ts";

/** A piece of work for a process of its own: a function that a module exports, and what it is called with. */
export interface Task {
  /** Folder of the task's files; letters, digits, `.`, `_` and `-`. */
  readonly name: string;
  /** Names of tasks that must be done before. */
  readonly after?: readonly string[];
  /** A URL, such as `import.meta.resolve("preflm")`. */
  readonly module: string;
  /** Name of the function among the module's exports. */
  readonly export: string;
  /** What the function is called with: plain JSON. A task that was done with another input is not taken for this one. */
  readonly input: unknown;
  /** A run's folder or a checkpoint that it works on: the task is done again once the weights there are others. */
  readonly checkpoint?: string;
  /** Seconds it may take on one worker; only the ratios between tasks count once some are done. 1 by default. */
  readonly cost?: number;
}

/** What a task's function is given beside its input. */
export interface TaskContext {
  /** The task's folder. */
  readonly directory: string;
  /** Processor threads that the task may keep busy. */
  readonly threads: number;
  /** Aborted when the task should save what it has and stop; it then rejects with the code `"interrupted"`. */
  readonly signal: AbortSignal;
  /** Hears the events of a run; those of progress arrive now and then. */
  readonly listener: Listener;
}

/** What a task's function is. What it returns is kept as JSON. */
export type TaskFunction<Input = never> = (input: Input, context: TaskContext) => Promise<unknown>;

/** What happens while tasks run. */
export type TaskEvent =
  | { readonly type: "plan"; readonly tasks: readonly Task[]; readonly workers: number }
  | { readonly type: "started"; readonly task: Task }
  /** `earlier`: done by an earlier start, and not again. */
  | {
      readonly type: "finished";
      readonly task: Task;
      readonly seconds: number;
      readonly earlier: boolean;
    }
  | { readonly type: "failed"; readonly task: Task; readonly message: string }
  | {
      readonly type: "event";
      readonly task: Task;
      readonly event: Parameters<Listener>[0];
    }
  | { readonly type: "end" };

/** What became of the tasks. */
export interface TaskOutcome {
  /** What each finished task returned, by its name. */
  readonly results: Readonly<Record<string, unknown>>;
  /** Seconds that each finished task took, by its name. */
  readonly seconds: Readonly<Record<string, number>>;
  readonly failed: readonly { readonly name: string; readonly message: string }[];
}
