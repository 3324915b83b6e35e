import type { Tensor } from "@tensorflow/tfjs-core";
import type { Pass } from "../pass.ts";
import { shapeOf } from "../tf.ts";
import { columnSums } from "./column-sums.ts";

/** X[N, C] = wte[token] + wpe[column], for rows of `columns` tokens. */
export function embed({ tf, kernels, weight }: Pass, tokens: Int32Array, columns: number): Tensor {
  return tf.tidy(() => {
    const rows = kernels.rows(weight("wte.weight"), tokens);
    const width = shapeOf(rows)[1];
    const positions = tf.slice(weight("wpe.weight"), [0, 0], [columns, width]);
    const placed = tf.add(tf.reshape(rows, [-1, columns, width]), positions);
    return tf.reshape(placed, [tokens.length, width]);
  });
}

/** Adds dX[N, C] to the gradients of the tokens and, summed over the rows of the batch, of the positions. */
export function embeddingBackward(
  pass: Pass,
  dX: Tensor,
  tokens: Int32Array,
  columns: number,
): void {
  const { tf } = pass;
  pass.addRows("wte.weight", tokens, dX);
  const [context, width] = shapeOf(pass.weight("wpe.weight"));
  const sums = columnSums(pass, tf.reshape(dX, [-1, columns * width]));
  const perPosition = tf.reshape(sums, [columns, width]);
  pass.addGradient(
    "wpe.weight",
    tf.pad(perPosition, [
      [0, context - columns],
      [0, 0],
    ]),
  );
}
