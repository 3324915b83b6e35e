import type { Tensor } from "@tensorflow/tfjs-core";
import type { Kernels } from "./kernels.ts";
import type { Tf } from "./tf.ts";

/** A layer that has run forward. */
export interface Layer {
  readonly output: Tensor;
  /** ∂L/∂input from ∂L/∂output, once; adds to the gradients of the layer's weights. */
  backward(dOutput: Tensor): Tensor;
}

/** What a layer hands over at the end of its forward pass. */
export interface Forward extends Layer {
  /** What its backward pass needs again of the tensors it made, the output apart. */
  readonly saved: readonly Tensor[];
}

/** The model's weights and their gradients, by name. */
export interface Parameters {
  /** A weight, in the shape of its layout. */
  weight(name: string): Tensor;
  /** Adds to the gradient of a weight; any shape of the weight's size. */
  addGradient(name: string, gradient: Tensor): void;
  /** Adds rows [N, C] to those of a weight's gradient at `ids`, repeated ones too. */
  addRows(name: string, ids: Int32Array, rows: Tensor): void;
}

/** One pass through the network: what every layer works with. */
export interface Pass extends Parameters {
  readonly tf: Tf;
  readonly kernels: Kernels;
  /**
   * Runs a layer forward and frees all that it made but its output and, if a backward pass is to come, what it saved.
   * Running it backward frees these.
   */
  layer(forward: () => Forward): Layer;
}

/** @param kept where the tensors go that a backward pass needs; without it there will be none */
export function createPass(
  tf: Tf,
  kernels: Kernels,
  parameters: Parameters,
  kept?: Set<Tensor>,
): Pass {
  return {
    ...{ tf, kernels, ...parameters },
    layer(forward) {
      let backward: Layer["backward"] | undefined;
      const tensors = tf.tidy(() => {
        const made = forward();
        backward = made.backward;
        return kept ? [made.output, ...made.saved] : [made.output];
      });
      if (kept) for (const tensor of tensors) kept.add(tf.keep(tensor));
      return {
        output: tensors[0],
        backward(dOutput) {
          const dInput = tf.tidy(() => (backward as Layer["backward"])(dOutput));
          for (const tensor of tensors) {
            tensor.dispose();
            kept?.delete(tensor);
          }
          return dInput;
        },
      };
    },
  };
}
