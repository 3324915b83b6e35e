import type { Tensor } from "@tensorflow/tfjs-core";
import type { Layer, Pass } from "../pass.ts";
import { gelu } from "./gelu.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";

/**
 * One pre-LayerNorm transformer block: X + attention(norm(X)), then the same with a two-layer perceptron.
 *
 * @param name `h.0`, `h.1`, …
 * @param attend attention over QKV[N, 3C]: over a batch in training, over the cache in decoding
 */
export function block(pass: Pass, name: string, x: Tensor, attend: (qkv: Tensor) => Layer): Layer {
  const { tf } = pass;
  const norm1 = layerNorm(pass, `${name}.ln_1`, x);
  const qkv = linear(pass, `${name}.attn.c_attn`, norm1.output);
  const attention = attend(qkv.output);
  const projected = linear(pass, `${name}.attn.c_proj`, attention.output);
  const middle = tf.add(x, projected.output);

  const norm2 = layerNorm(pass, `${name}.ln_2`, middle);
  const hidden = linear(pass, `${name}.mlp.c_fc`, norm2.output);
  const activated = gelu(pass, hidden.output);
  const out = linear(pass, `${name}.mlp.c_proj`, activated.output);
  return {
    output: tf.add(middle, out.output),

    /** The lines of the forward pass from last to first. */
    backward: (dOutput) =>
      tf.tidy(() => {
        const dNorm2 = hidden.backward(activated.backward(out.backward(dOutput)));
        const dMiddle = tf.add(dOutput, norm2.backward(dNorm2));
        const dNorm1 = qkv.backward(attention.backward(projected.backward(dMiddle)));
        return tf.add(dMiddle, norm1.backward(dNorm1));
      }),
  };
}
