import type { AdamW, ModelConfig, ModelState, Tensors } from "@preflm/core";
import { layout } from "@preflm/gpt";
import type { Tensor } from "@tensorflow/tfjs-core";
import { adamw, squareSums } from "./adamw.ts";
import { type Device, read } from "./device.ts";
import type { Parameters } from "./pass.ts";

/** A model's weights, gradients and moments, on the device. */
export interface Store extends Parameters {
  /**
   * One step of AdamW, which clears the gradients; returns their norm before clipping.
   *
   * @param alive throws once the model is disposed of
   */
  update(step: AdamW, alive: () => void): Promise<number>;
  /** A copy on the host. */
  save(): Promise<ModelState>;
  dispose(): void;
}

type Named = Map<string, Tensor>;

/** Copies a checked state to the device. */
export function createStore(device: Device, config: ModelConfig, state: ModelState): Store {
  const { tf, kernels } = device;
  const parameters = layout(config);
  const upload = (tensors: Tensors | undefined): Named =>
    new Map(
      parameters.map(({ name, shape }) => [
        name,
        tensors ? tf.tensor(tensors[name].slice(), [...shape]) : tf.zeros([...shape]),
      ]),
    );
  const weights: Named = new Map();
  const gradients: Named = new Map();
  const first: Named = new Map();
  const second: Named = new Map();
  let step = state.optimizer?.step ?? 0;

  const put = (into: Named, name: string, tensor: Tensor) => {
    const before = into.get(name);
    if (before !== tensor) before?.dispose();
    into.set(name, tf.keep(tensor));
  };
  const gradient = (name: string) => gradients.get(name) ?? tf.zerosLike(weight(name));
  const weight = (name: string) => weights.get(name) as Tensor;
  device.run(() => {
    for (const [into, from] of [
      [weights, state.weights],
      [first, state.optimizer?.firstMoment],
      [second, state.optimizer?.secondMoment],
    ] as const)
      for (const [name, tensor] of upload(from)) put(into, name, tensor);
  });

  return {
    weight,
    addGradient(name, added) {
      const shaped = tf.reshape(added, weight(name).shape);
      const before = gradients.get(name);
      put(gradients, name, before ? tf.add(before, shaped) : shaped);
    },
    addRows: (name, ids, rows) => put(gradients, name, kernels.addRows(gradient(name), ids, rows)),

    async update(options, alive) {
      const squares = await read(device.run(() => squareSums(tf, [...gradients.values()])));
      alive();
      const norm = Math.sqrt(squares.reduce((sum, square) => sum + square, 0));
      step++;
      device.run(() => {
        for (const { name, decay } of parameters) {
          const before = {
            weight: weight(name),
            gradient: gradient(name),
            first: first.get(name) as Tensor,
            second: second.get(name) as Tensor,
          };
          const after = adamw(tf, before, options, { step, norm, decay });
          put(weights, name, after.weight);
          put(first, name, after.first);
          put(second, name, after.second);
        }
      });
      for (const each of gradients.values()) each.dispose();
      gradients.clear();
      return norm;
    },

    async save() {
      const copy = async (tensors: Named): Promise<Tensors> => {
        const entries = [...tensors].map(
          async ([name, tensor]) => [name, (await tensor.data<"float32">()).slice()] as const,
        );
        return Object.fromEntries(await Promise.all(entries));
      };
      const updates = step;
      const [saved, firstMoment, secondMoment] = await Promise.all(
        (updates > 0 ? [weights, first, second] : [weights]).map(copy),
      );
      return {
        weights: saved,
        ...(updates > 0 ? { optimizer: { step: updates, firstMoment, secondMoment } } : {}),
      };
    },

    dispose() {
      for (const tensors of [weights, gradients, first, second])
        for (const tensor of tensors.values()) tensor.dispose();
    },
  };
}
