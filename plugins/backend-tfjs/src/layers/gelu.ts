import type { Tensor } from "@tensorflow/tfjs-core";
import type { Layer, Pass } from "../pass.ts";

const A = 2 * Math.sqrt(2 / Math.PI);
const B = A * 0.044715;

/**
 * GPT-2's GELU (Hendrycks & Gimpel 2016, §2), x·½(1 + tanh(z/2)) with z = x·(A + B·x²), written x·sigmoid(z):
 * the same function, and sigmoid is a fast kernel on every engine.
 */
export function gelu(pass: Pass, x: Tensor): Layer {
  const { tf } = pass;
  return pass.layer(() => {
    const square = tf.square(x);
    const gate = tf.sigmoid(tf.mul(x, tf.add(tf.mul(square, B), A)));
    const output = tf.mul(x, gate);
    return {
      output,
      saved: [square, gate],

      /** dX = dY⊙(s + y·(1 − s)·(A + 3B·x²)), s the gate. */
      backward(dY) {
        const slope = tf.mul(
          tf.sub(output, tf.mul(output, gate)),
          tf.add(tf.mul(square, 3 * B), A),
        );
        return tf.mul(dY, tf.add(gate, slope));
      },
    };
  });
}
