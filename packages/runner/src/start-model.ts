import type { ModelConfig, ModelState, Objective } from "@preflm/core";
import type { Tokenizer } from "@preflm/data";
import { adoptWeights, initialise } from "@preflm/gpt";
import { findCheckpoint } from "./find-checkpoint.ts";
import type { Settings } from "./settings.ts";

/** The objective, which never samples control tokens that are not its own: those of a model to start from. */
export function withoutForeignMarks(objective: Objective, tokenizer: Tokenizer): Objective {
  const own = new Set(objective.controlTokens);
  const foreign = Object.keys(tokenizer.controlTokens).filter((token) => !own.has(token));
  if (foreign.length === 0) return objective;
  const { generation = {} } = objective;
  return {
    ...objective,
    generation: { ...generation, banned: [...(generation.banned ?? []), ...foreign] },
  };
}

/** The weights that a training seed begins with: random ones, or those of the model to start from. */
export async function startModel(
  config: ModelConfig,
  seed: number,
  { sources, training }: Settings,
): Promise<ModelState> {
  const path = sources?.get(seed);
  if (path === undefined) return initialise(config, seed, training.deviation);
  const source = await findCheckpoint(path);
  return adoptWeights(source.config, { weights: source.weights }, config, seed);
}
