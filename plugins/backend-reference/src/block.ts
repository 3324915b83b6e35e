import { type Attention, type AttentionShape, attentionBackward } from "./attention.ts";
import { geluBackward, geluForward } from "./gelu.ts";
import { type LayerNorm, layerNormBackward, layerNormForward } from "./layer-norm.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { add, type Gradients, type Weights } from "./tensors.ts";

/** What the backward pass of a block needs again, and its output. */
export interface Block {
  /** [N, C] */
  readonly out: Float64Array;
  readonly norm1: LayerNorm;
  /** [N, 3C] */
  readonly qkv: Float64Array;
  readonly attention: Attention;
  readonly norm2: LayerNorm;
  /** Before and after GELU, [N, 4C]. */
  readonly hidden: Float64Array;
  readonly activated: Float64Array;
}

/**
 * One pre-LayerNorm transformer block: x + attention(norm(x)), then the same with a two-layer perceptron.
 *
 * @param name `h.0`, `h.1`, …
 * @param attend attention over qkv[N, 3C]: over a batch in training, over the cache in decoding
 */
export function blockForward(
  weights: Weights,
  name: string,
  x: Float64Array,
  attend: (qkv: Float64Array) => Attention,
): Block {
  const norm1 = layerNormForward(weights, `${name}.ln_1`, x);
  const qkv = linearForward(weights, `${name}.attn.c_attn`, norm1.out);
  const attention = attend(qkv);
  const middle = add(x, linearForward(weights, `${name}.attn.c_proj`, attention.out));

  const norm2 = layerNormForward(weights, `${name}.ln_2`, middle);
  const hidden = linearForward(weights, `${name}.mlp.c_fc`, norm2.out);
  const activated = geluForward(hidden);
  const out = add(middle, linearForward(weights, `${name}.mlp.c_proj`, activated));
  return { out, norm1, qkv, attention, norm2, hidden, activated };
}

/** dX[N, C] from dOut[N, C]: the lines of the forward pass from last to first. */
export function blockBackward(
  dOut: Float64Array,
  weights: Weights,
  gradients: Gradients,
  name: string,
  { norm1, qkv, attention, norm2, hidden, activated }: Block,
  shape: AttentionShape,
): Float64Array {
  const dActivated = linearBackward(dOut, weights, gradients, `${name}.mlp.c_proj`, activated);
  const dHidden = geluBackward(dActivated, hidden);
  const dNorm2 = linearBackward(dHidden, weights, gradients, `${name}.mlp.c_fc`, norm2.out);
  const dMiddle = add(dOut, layerNormBackward(dNorm2, weights, gradients, `${name}.ln_2`, norm2));

  const attended = attention.out;
  const dAttended = linearBackward(dMiddle, weights, gradients, `${name}.attn.c_proj`, attended);
  const dQkv = attentionBackward(dAttended, qkv, attention, shape);
  const dNorm1 = linearBackward(dQkv, weights, gradients, `${name}.attn.c_attn`, norm1.out);
  return add(dMiddle, layerNormBackward(dNorm1, weights, gradients, `${name}.ln_1`, norm1));
}
