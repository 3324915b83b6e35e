import type { Tensor } from "@tensorflow/tfjs-core";
import type { Layer, Pass } from "../pass.ts";
import { columnSums } from "./column-sums.ts";

/** Y[N, O] = X[N, I]·W[I, O] + b[O], with the weights `${name}.weight` and `${name}.bias`. */
export function linear(pass: Pass, name: string, x: Tensor): Layer {
  const { kernels } = pass;
  const [weight, bias] = [`${name}.weight`, `${name}.bias`];
  return pass.layer(() => ({
    output: kernels.product(x, pass.weight(weight), {}, pass.weight(bias)),
    saved: [],

    /** dX = dY·Wᵀ, dW = Xᵀ·dY, db = Σₙ dY. */
    backward(dY) {
      pass.addGradient(weight, kernels.product(x, dY, { a: true }));
      pass.addGradient(bias, columnSums(pass, dY));
      return kernels.product(dY, pass.weight(weight), { b: true });
    },
  }));
}
