export { createRegistry, PreflmError, quantile, type Registry } from "@preflm/core";
export { type Corpus, fromTexts, jsonl, openCorpus, parquet, textFolder } from "@preflm/data";
export { type Report, renderReport, type Scenario, textReport } from "@preflm/eval";
export { type ModelSize, sizes } from "@preflm/gpt";
export {
  type Checkpoint,
  latestCheckpoint,
  loadCheckpoint,
  type TrainingState,
} from "./checkpoint.ts";
export { askChoices, type ChoicesConfig } from "./choices-checkpoint.ts";
export { type AutoBackend, type AutoOptions, auto, type ChosenDevice } from "./choose/auto.ts";
export { type MeasureOptions, measureStep, type StepTime } from "./choose/measure-step.ts";
export { type ClassifyConfig, classifyCheckpoint } from "./classify-checkpoint.ts";
export { type CompareConfig, compareRunFolders } from "./compare-command.ts";
export type { Check } from "./doctor/check.ts";
export { type DoctorOptions, type DoctorReport, doctor } from "./doctor/doctor.ts";
export type { Job, Listener, Phase, RunEvent, TrainStep } from "./events.ts";
export { type FoundCheckpoint, findCheckpoint } from "./find-checkpoint.ts";
export type { CheckpointChoice } from "./locate-checkpoint.ts";
export { installedPlugins } from "./plugins.ts";
export type { CorpusPath } from "./prepare-corpus.ts";
export { type ProgressOptions, showProgress } from "./progress.ts";
export type { AdversaryReference } from "./red-team-adversary.ts";
export { type RedTeamConfig, redTeamCheckpoint } from "./red-team-checkpoint.ts";
export type { ReferenceConfig } from "./reference-settings.ts";
export { run } from "./run.ts";
export { type Sample, type SampleConfig, sample, streamSamples } from "./sample.ts";
export { learningRateAt, type Schedule } from "./schedule.ts";
export { script } from "./script.ts";
export type { RunConfig } from "./settings.ts";
export { benchRow } from "./speeds/bench-row.ts";
export type { Choice, Over } from "./sweep/combinations.ts";
export { type RunTaskInput, runTask } from "./sweep/run-task.ts";
export { type RunTasksOptions, runTasks } from "./sweep/run-tasks.ts";
export { type SweepConfig, type SweepResult, sweep } from "./sweep/sweep.ts";
export type { Task, TaskContext, TaskEvent, TaskFunction, TaskOutcome } from "./sweep/task.ts";
export { type FinishedTask, readFinished } from "./sweep/task-files.ts";
export { showTasks } from "./sweep/task-progress.ts";
