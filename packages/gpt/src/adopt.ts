import { type ModelConfig, type ModelState, PreflmError } from "@preflm/core";
import { growVocabulary } from "./initialise.ts";

/**
 * The weights of one model as the start of another of the same sizes, such as an MLE model that goes on with feedback
 * (Korbak et al. 2023, §5). A larger vocabulary grows as `growVocabulary` does it; a value head that is new, or of
 * another kind, starts at zero, and one that is not wanted is left out. There is no optimiser state.
 */
export function adoptWeights(
  from: ModelConfig,
  state: ModelState,
  to: ModelConfig,
  seed: number,
): ModelState {
  for (const name of ["layers", "width", "heads", "context"] as const) {
    if (from[name] === to[name]) continue;
    throw new PreflmError(
      "invalid-option",
      `Weights of a model with ${name} ${from[name]} cannot start one with ${name} ${to[name]}.`,
    );
  }
  const grown = growVocabulary(from, state, to.vocabulary, seed);
  const { "value_head.weight": head, ...weights } = grown.weights;
  if (!to.valueHead) return { weights };
  const keep = head && from.valueHead === to.valueHead;
  return { weights: { ...weights, "value_head.weight": keep ? head : new Float32Array(to.width) } };
}
