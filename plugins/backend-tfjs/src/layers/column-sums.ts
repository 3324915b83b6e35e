import type { Tensor } from "@tensorflow/tfjs-core";
import type { Pass } from "../pass.ts";

/** Σₙ xₙ of X[N, C] as a product with ones, [1, C]: sums over other axes than the last one transpose X first. */
export function columnSums({ tf, kernels }: Pass, x: Tensor): Tensor {
  return kernels.product(tf.ones([1, x.shape[0]]), x);
}
