import {
  checkAdamW,
  checkBatch,
  checkTokenLoss,
  lossGradient,
  type Model,
  type ModelConfig,
  type ModelState,
  PreflmError,
} from "@preflm/core";
import { checkState, parameterCount } from "@preflm/gpt";
import type { Tensor } from "@tensorflow/tfjs-core";
import { createDecoder } from "./decoder.ts";
import { type Device, read } from "./device.ts";
import { network, outputs } from "./network.ts";
import { createPass } from "./pass.ts";
import { createStore } from "./store.ts";

/** A GPT whose weights, gradients and moments lie on the device of an engine. */
export function createModel(device: Device, config: ModelConfig, state: ModelState): Model {
  checkCapacity(device, config);
  checkState(config, state);
  const { tf, kernels } = device;
  const store = createStore(device, config, state);
  const decoders = new Set<{ dispose(): void }>();
  let disposed = false;
  const alive = () => {
    if (disposed)
      throw new PreflmError("invalid-input", "This model is disposed of; load it again.");
  };

  return {
    config,

    async accumulate(batch, loss, scale) {
      alive();
      checkBatch(batch, config);
      checkTokenLoss(loss, batch, config, scale);
      const kept = new Set<Tensor>();
      const pass = createPass(tf, kernels, store, kept);
      try {
        const forward = device.run(() => network(pass, config, batch));
        const statistics = await read(forward.statistics);
        alive();
        const gradient = lossGradient(outputs(statistics, batch.inputs.length), loss);
        device.run(() => forward.backward(gradient, scale));
        return scale * gradient.loss;
      } finally {
        for (const tensor of kept) tensor.dispose();
      }
    },

    async update(step) {
      alive();
      checkAdamW(step);
      return store.update(step, alive);
    },

    async evaluate(batch) {
      alive();
      checkBatch(batch, config);
      const pass = createPass(tf, kernels, store);
      const statistics = device.run(() => network(pass, config, batch).statistics);
      const { logProbabilities, values } = outputs(await read(statistics), batch.inputs.length);
      return {
        logProbabilities: Float32Array.from(logProbabilities),
        ...(values ? { values } : {}),
      };
    },

    async decode(prompts) {
      alive();
      const pass = createPass(tf, kernels, store);
      const decoder = await createDecoder(device, config, pass, prompts, alive, () =>
        decoders.delete(decoder),
      );
      decoders.add(decoder);
      return decoder;
    },

    async save() {
      alive();
      return store.save();
    },

    dispose() {
      if (disposed) return;
      disposed = true;
      for (const decoder of decoders) decoder.dispose();
      store.dispose();
    },
  };
}

/** Each weight is there five times (gradient, two moments, packed for products), and work takes as much again. */
const BYTES_A_WEIGHT = 2 * 5 * 4;

/** Throws if a model does not fit: where memory ends in the middle of a step, tfjs takes the whole process down. */
function checkCapacity({ capacity }: Device, config: ModelConfig): void {
  const weights = parameterCount(config);
  if (weights * BYTES_A_WEIGHT <= capacity) return;
  throw new PreflmError(
    "unavailable",
    `A model of ${(weights / 1e6).toFixed(0)} million weights does not fit the ${capacity / 2 ** 30} GiB of tfjs' WebAssembly, which hold ${Math.floor(capacity / BYTES_A_WEIGHT / 1e6)} million. Choose tfjs({ engine: "node" }), or another backend: \`npm install @preflm/backend-onnxruntime\`.`,
  );
}
