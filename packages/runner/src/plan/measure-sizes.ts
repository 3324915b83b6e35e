import type { Backend, ModelConfig } from "@preflm/core";
import { initialise, parameterCount, trainingFlops } from "@preflm/gpt";
import { measureStep } from "../choose/measure-step.ts";
import { modelOf, type SizeName } from "../choose/named-sizes.ts";
import { stoppedMeasuring } from "../signal.ts";
import { updateShape } from "../update-shape.ts";
import type { SizeSpeed } from "./recommend.ts";
import { sizeTraining } from "./size-training.ts";

/** A model and the batches that it would be trained with. */
export interface PlannedModel {
  readonly name: string;
  readonly config: ModelConfig;
  readonly rows: number;
  readonly columns: number;
  readonly accumulate: number;
}

/** Seconds for measuring a model, about. */
const LIMIT = 8;

/** A named size with the batches that suit it. */
export function plannedSize(name: SizeName): PlannedModel {
  const { tokensPerUpdate } = sizeTraining[name];
  const config = modelOf(name);
  return {
    name,
    config,
    ...updateShape({ tokens: tokensPerUpdate, tokensPerUpdate }, config.context),
  };
}

/** How fast each model trains, measured on random weights, one after the other. */
export async function measureSizes(
  backend: Backend,
  models: readonly PlannedModel[],
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<readonly SizeSpeed[]> {
  const speeds: SizeSpeed[] = [];
  for (const { name, config, ...shape } of models) {
    onProgress(speeds.length, models.length);
    const model = await backend.load(config, initialise(config, 1));
    try {
      const time = await measureStep(model, { ...shape, limit: LIMIT, signal });
      if (signal.aborted) throw stoppedMeasuring();
      const { tokensPerSecond, steps } = time;
      const parameters = parameterCount(config);
      speeds.push({ name, parameters, tokensPerSecond, measured: steps > 0 });
    } finally {
      model.dispose();
    }
  }
  onProgress(models.length, models.length);
  return speeds;
}

/** The speed of a size that would take long to measure, if it computes as many operations a second as a measured one. */
export function estimatedSpeed(name: SizeName, like: PlannedModel, speed: SizeSpeed): SizeSpeed {
  const operations = (config: ModelConfig) =>
    trainingFlops(config, 1, config.context) / config.context;
  const config = modelOf(name);
  const ratio = operations(like.config) / operations(config);
  const parameters = parameterCount(config);
  return { name, parameters, tokensPerSecond: ratio * speed.tokensPerSecond, measured: false };
}
