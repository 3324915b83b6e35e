import {
  checkAdamW,
  checkBatch,
  checkTokenLoss,
  type Model,
  type ModelConfig,
  type ModelState,
  PreflmError,
} from "@preflm/core";
import { checkState } from "@preflm/gpt";
import { adamw, type Moments } from "./adamw.ts";
import { createDecoder } from "./decoder.ts";
import { backward, forward } from "./network.ts";
import { type Weights, zeroGradients } from "./tensors.ts";

/** A GPT whose weights, moments and gradients are plain arrays of this process. */
export function createModel(config: ModelConfig, state: ModelState): Model {
  checkState(config, state);
  const weights = copy(state.weights);
  const gradients = zeroGradients(config);
  const moments: Moments = {
    step: state.optimizer?.step ?? 0,
    first: state.optimizer ? copy(state.optimizer.firstMoment) : zeros(weights),
    second: state.optimizer ? copy(state.optimizer.secondMoment) : zeros(weights),
  };
  let disposed = false;
  const alive = () => {
    if (disposed)
      throw new PreflmError("invalid-input", "This model is disposed of; load another.");
  };

  return {
    config,

    async accumulate(batch, loss, scale) {
      alive();
      checkBatch(batch, config);
      checkTokenLoss(loss, batch, config, scale);
      const activations = forward(config, weights, batch);
      return backward(config, weights, gradients, batch, loss, scale, activations);
    },

    async update(step) {
      alive();
      checkAdamW(step);
      const norm = adamw(config, weights, gradients, moments, step);
      for (const gradient of Object.values(gradients)) gradient.fill(0);
      return norm;
    },

    async evaluate(batch) {
      alive();
      checkBatch(batch, config);
      const { logProbabilities, values } = forward(config, weights, batch);
      return {
        logProbabilities: Float32Array.from(logProbabilities),
        ...(values ? { values: Float32Array.from(values) } : {}),
      };
    },

    async decode(prompts) {
      alive();
      return createDecoder(config, weights, prompts, alive);
    },

    async save() {
      alive();
      const { step, first, second } = moments;
      return {
        weights: copy(weights),
        ...(step > 0
          ? { optimizer: { step, firstMoment: copy(first), secondMoment: copy(second) } }
          : {}),
      };
    },

    dispose() {
      disposed = true;
    },
  };
}

function copy(tensors: Weights): Weights {
  return mapTensors(tensors, (values) => values.slice());
}

function zeros(tensors: Weights): Weights {
  return mapTensors(tensors, (values) => new Float32Array(values.length));
}

function mapTensors(tensors: Weights, change: (values: Float32Array) => Float32Array): Weights {
  return Object.fromEntries(
    Object.entries(tensors).map(([name, values]) => [name, change(values)]),
  );
}
