import type { ModelConfig } from "@preflm/core";
import type { Tensor } from "@tensorflow/tfjs-core";
import type { Layer, Pass } from "../pass.ts";

/** v[N] = z or −sigmoid(z), with z = X[N, C]·w, w the weight `value_head.weight` [1, C]. */
export function valueHead(pass: Pass, x: Tensor, kind: ModelConfig["valueHead"]): Layer {
  const { tf, kernels } = pass;
  const weight = pass.weight("value_head.weight");
  return pass.layer(() => {
    const z = tf.sum(tf.mul(x, weight), 1);
    const values = kind === "negative-sigmoid" ? tf.neg(tf.sigmoid(z)) : z;
    return {
      output: values,
      saved: [],

      /** The slope of −sigmoid is v·(1 + v). */
      backward(dValues) {
        const slope = kind === "negative-sigmoid" ? tf.mul(values, tf.add(values, 1)) : 1;
        const d = tf.reshape(tf.mul(dValues, slope), [-1, 1]); // [N, 1]
        pass.addGradient("value_head.weight", kernels.product(d, x, { a: true }));
        return tf.mul(d, weight);
      },
    };
  });
}
