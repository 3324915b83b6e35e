import type { TaskName } from "./tasks.ts";

/** What `redTeamTask` is called with. */
export interface RedTeamInput {
  readonly task: TaskName;
  readonly project: string;
  /** Folder of the run that trained the model. */
  readonly checkpoint: string;
  /** Text that the adversary takes words from. */
  readonly corpus: string;
  /** Prompts to begin with. */
  readonly prompts: string;
  readonly rounds: number;
  readonly trials: number;
  readonly candidates: number;
  readonly samples: number;
  readonly seed: number;
}
