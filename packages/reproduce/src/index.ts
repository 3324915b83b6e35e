export { type CorpusInput, type CorpusResult, prepareCorpus } from "./corpus-task.ts";
export {
  type ChoicesInput,
  type ClassificationInput,
  choicesTask,
  classificationTask,
} from "./downstream-task.ts";
export { type Korbak2023Options, korbak2023, type Plan, type Reproduced } from "./korbak2023.ts";
export type { LabelledCorpus, LabelledDocument } from "./labelled.ts";
export { mail } from "./mail.ts";
export type { ExperimentName } from "./plan.ts";
export { python } from "./python.ts";
export { type RedTeamInput, redTeamTask } from "./red-team-task.ts";
export { reproduce } from "./reproduce.ts";
export type { ScaleName } from "./scales.ts";
export { type PaperTask, type TaskName, tasks } from "./tasks.ts";
