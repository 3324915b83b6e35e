import { type Backend, type DeviceReport, PreflmError } from "@preflm/core";
import { sizes } from "@preflm/gpt";
import { isAuto } from "../choose/auto.ts";
import { type SizeName, usualVocabulary } from "../choose/named-sizes.ts";
import type { Settings } from "../settings.ts";
import { estimatedSpeed, measureSizes, type PlannedModel, plannedSize } from "./measure-sizes.ts";
import { type Recommendation, recommend, type SizeSpeed } from "./recommend.ts";
import { measureRunCosts, type RunCosts, type RunParts } from "./run-costs.ts";
import { sizeTraining } from "./size-training.ts";

/** The run of a configuration, its plugins made. */
export interface ConfiguredRun extends Omit<RunParts, "backend"> {
  readonly settings: Settings;
  readonly model: PlannedModel;
}

/** What a plan is made of. */
export interface PlanRequest {
  readonly minutes: number;
  readonly backend: Backend;
  /** A run whose model and costs are given; else the sizes compete. */
  readonly run?: ConfiguredRun;
  /** The size that is wanted; else the plan says which. */
  readonly size?: SizeName;
  /** Models to train one after the other. */
  readonly models: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number) => void;
}

/** What can be trained in some minutes. */
export interface TrainingPlan {
  readonly minutes: number;
  readonly backend: string;
  readonly device: DeviceReport;
  readonly models: number;
  /** For each model, when all else that a run does is paid. */
  readonly trainingSeconds: number;
  /** What all else takes: measured for a configuration, else a share of the time. */
  readonly costs: RunCosts | { readonly share: number };
  readonly speeds: readonly SizeSpeed[];
  readonly recommendation: Recommendation;
  /** What to put into a configuration. */
  readonly config: Readonly<Record<string, unknown>>;
}

/** Left for scoring, sampling and the report where there is no configuration to measure them with. */
const SHARE_FOR_THE_REST = 0.15;

const MEASURED: readonly SizeName[] = ["nano", "micro", "small"];

/** Measures how fast models train here and says how many tokens, and which size, fit into the time. */
export async function planTraining(request: PlanRequest): Promise<TrainingPlan> {
  const { minutes, run, size, models, signal, onProgress } = request;
  const names = size === "gpt2" ? [...MEASURED, size] : MEASURED;
  const named = names.map(plannedSize);
  const planned = run ? [run.model, ...named] : named;
  const last = planned.length - 1;
  const wished = run?.model ?? named.find(({ name }) => name === size) ?? planned[last];
  const { backend, label, device } = await backendFor(request.backend, wished, signal);
  const measured = await measureSizes(backend, planned, signal, onProgress);
  const speeds =
    size === "gpt2"
      ? measured
      : [...measured, estimatedSpeed("gpt2", planned[last], measured[last])];

  const [yours] = measured;
  const costs = run
    ? await measureRunCosts(run.settings, { ...run, backend }, run.model, yours.tokensPerSecond)
    : { share: SHARE_FOR_THE_REST };
  const trainingSeconds = Math.max(0, secondsForEach(60 * minutes, costs, models));
  const wanted = run ? [yours] : speeds.filter(({ name }) => size === undefined || name === size);
  const recommendation = recommend(wanted, trainingSeconds);
  return {
    ...{ minutes, backend: label, device, models, trainingSeconds, costs, speeds },
    recommendation,
    config: run
      ? { training: { ...run.settings.training, tokens: recommendation.tokens } }
      : configOf(recommendation.name as SizeName, recommendation.tokens),
  };
}

/** What is planned for; a backend that chooses is asked for the model that the plan is about. */
async function backendFor(backend: Backend, model: PlannedModel, signal: AbortSignal) {
  if (!isAuto(backend)) return { backend, label: backend.name, device: await backend.probe() };
  const { backend: fastest, label, report } = await backend.choose({ ...model, signal });
  return { backend: fastest, label, device: report };
}

/** Seconds of the whole run that a model trained for so many seconds takes part in: the inverse of `secondsForEach`. */
export function secondsInAll(
  training: number,
  costs: TrainingPlan["costs"],
  models: number,
): number {
  if ("share" in costs) return (training * models) / (1 - costs.share);
  return (training + costs.sampling + costs.heldOut) * models + (costs.scoring ?? 0);
}

function secondsForEach(seconds: number, costs: TrainingPlan["costs"], models: number): number {
  if ("share" in costs) return (seconds * (1 - costs.share)) / models;
  return (seconds - (costs.scoring ?? 0)) / models - costs.sampling - costs.heldOut;
}

function configOf(name: SizeName, tokens: number): TrainingPlan["config"] {
  const tokenizer = name === "gpt2" ? "gpt2" : { vocabulary: usualVocabulary(name) };
  return { tokenizer, model: sizes[name], training: { tokens, ...sizeTraining[name] } };
}

/** Throws unless there is some time, and a model to train in it. */
export function checkPlan(minutes: number | undefined, models: number): number {
  const fail = (message: string): never => {
    throw new PreflmError("invalid-option", message);
  };
  if (minutes === undefined || minutes <= 0)
    return fail("Say how long: --minutes must be a number above 0, such as --minutes 30.");
  if (!Number.isInteger(models) || models < 1)
    return fail(`--models must be a whole number from 1, got ${models}.`);
  return minutes;
}
