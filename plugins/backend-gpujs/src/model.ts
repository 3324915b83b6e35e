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
import { adamw, gradientNorm } from "./adamw.ts";
import { createDecoder } from "./decoder.ts";
import type { Device } from "./device.ts";
import { backward, forward } from "./network.ts";
import { inScope } from "./scope.ts";
import { freeWeights, readWeights, replace, uploadWeights } from "./weights.ts";

/** A GPT whose weights, moments and gradients lie on the device. */
export async function createModel(
  device: Device,
  config: ModelConfig,
  state: ModelState,
): Promise<Model> {
  checkState(config, state);
  const [weights, first, second, gradients] = await inScope(device, async (scope) => {
    const copy = (values?: ModelState["weights"]) => uploadWeights(scope, config, values);
    const { firstMoment, secondMoment } = state.optimizer ?? {};
    const all = [
      await copy(state.weights),
      await copy(firstMoment),
      await copy(secondMoment),
      await copy(),
    ];
    for (const weights of all) for (const tensor of Object.values(weights)) scope.keep(tensor);
    return all;
  });
  let step = state.optimizer?.step ?? 0;
  let disposed = false;

  const alive = () => {
    if (disposed)
      throw new PreflmError("invalid-input", "This model is disposed of; load it again.");
  };
  const inTurn = <Result>(work: () => Promise<Result>) =>
    device.exclusively(() => {
      alive();
      return work();
    });

  return {
    config,

    async accumulate(batch, loss, scale) {
      checkBatch(batch, config);
      checkTokenLoss(loss, batch, config, scale);
      return inTurn(() =>
        inScope(device, async (scope) => {
          const activations = await forward(scope, config, weights, batch);
          return backward(scope, config, weights, gradients, batch, loss, scale, activations);
        }),
      );
    },

    async update(options) {
      checkAdamW(options);
      return inTurn(async () => {
        const norm = await gradientNorm(device, gradients);
        step++;
        await adamw(device, config, { weights, first, second }, gradients, options, step, norm);
        for (const [name, { rows, columns }] of Object.entries(gradients))
          replace(
            gradients,
            name,
            await device.run({ values: {}, rows, columns, body: "return 0;" }),
          );
        return norm;
      });
    },

    async evaluate(batch) {
      checkBatch(batch, config);
      return inTurn(() =>
        inScope(device, async (scope) => {
          const { softmax, values } = await forward(scope, config, weights, batch);
          return {
            logProbabilities: await scope.read(softmax.logProbabilities),
            ...(values ? { values: await scope.read(values) } : {}),
          };
        }),
      );
    },

    async decode(prompts) {
      return createDecoder({ device, config, weights, inTurn, alive }, prompts);
    },

    save() {
      return inTurn(async () => ({
        weights: await readWeights(device, weights),
        ...(step > 0
          ? {
              optimizer: {
                step,
                firstMoment: await readWeights(device, first),
                secondMoment: await readWeights(device, second),
              },
            }
          : {}),
      }));
    },

    dispose() {
      if (disposed) return;
      disposed = true;
      void device.exclusively(async () => {
        for (const tensors of [weights, first, second, gradients]) freeWeights(tensors);
      });
    },
  };
}
