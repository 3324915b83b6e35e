import type { Task } from "preflm";
import { objectivesOf } from "../objectives.ts";
import { runOf } from "../run-of.ts";
import { type Setting, trainingOf } from "../setting.ts";

/** Name of the task that trains the reference model. */
export const REFERENCE = "reference";

/** No other model is trained with it. */
const SEED = 1000;

/** The least that is sampled: nobody looks at it. */
const SAMPLES = 8;

/**
 * The model that the divergence is measured from, where the paper asks GPT-3: plain pretraining on twice the tokens,
 * with a seed of its own.
 */
export function reference(setting: Setting): Task[] {
  const { mle } = objectivesOf(setting.task);
  const config = trainingOf(setting, mle, SEED, 2 * setting.tokens);
  const scenarios = [{ name: "unconditional", count: SAMPLES }];
  return [runOf(setting, REFERENCE, { ...config, scenarios })];
}

/** The settings by which a run measures its models' divergence from the reference. */
export function fromReference({ folder, scale }: Setting) {
  const reference = {
    checkpoint: `${folder}/${REFERENCE}`,
    samples: scale.divergence,
    // Half of the context: the models' own marks must find room, too.
    tokens: Math.floor(scale.model.context / 2),
    // As in training, whose segments are lines; the released code does so for PEP 8 alone.
    insert: "lines" as const,
  };
  return { reference };
}
