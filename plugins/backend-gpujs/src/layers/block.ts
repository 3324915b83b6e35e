import type { Tensor } from "../device.ts";
import type { Scope } from "../scope.ts";
import type { Weights } from "../weights.ts";
import type { Attention, AttentionShape } from "./attention.ts";
import { attentionBackward } from "./attention-backward.ts";
import { geluBackward, geluForward } from "./gelu.ts";
import { type LayerNorm, layerNormBackward, layerNormForward } from "./layer-norm.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { add } from "./matmul.ts";

/** What the backward pass of a block needs again, and its output. */
export interface Block {
  /** [N, C] */
  readonly out: Tensor;
  readonly norm1: LayerNorm;
  /** [N, 3C] */
  readonly qkv: Tensor;
  readonly attention: Attention;
  readonly norm2: LayerNorm;
  /** Before and after GELU, [N, 4C]. */
  readonly hidden: Tensor;
  readonly activated: Tensor;
}

/**
 * One pre-LayerNorm transformer block: x + attention(norm(x)), then the same with a two-layer perceptron.
 *
 * @param name `h.0`, `h.1`, …
 * @param attend attention over qkv[N, 3C]: over a batch in training, over the cache in decoding
 */
export async function blockForward(
  scope: Scope,
  weights: Weights,
  name: string,
  x: Tensor,
  attend: (qkv: Tensor) => Promise<Attention>,
): Promise<Block> {
  const norm1 = await layerNormForward(scope, weights, `${name}.ln_1`, x);
  const qkv = await linearForward(scope, weights, `${name}.attn.c_attn`, norm1.out);
  const attention = await attend(qkv);
  const mixed = await linearForward(scope, weights, `${name}.attn.c_proj`, attention.out);
  const middle = await add(scope, x, mixed);

  const norm2 = await layerNormForward(scope, weights, `${name}.ln_2`, middle);
  const hidden = await linearForward(scope, weights, `${name}.mlp.c_fc`, norm2.out);
  const activated = await geluForward(scope, hidden);
  const changed = await linearForward(scope, weights, `${name}.mlp.c_proj`, activated);
  return {
    out: await add(scope, middle, changed),
    norm1,
    qkv,
    attention,
    norm2,
    hidden,
    activated,
  };
}

/** dX[N, C] from dOut[N, C]: the lines of the forward pass from last to first. */
export async function blockBackward(
  scope: Scope,
  weights: Weights,
  gradients: Weights,
  name: string,
  { norm1, qkv, attention, norm2, hidden, activated }: Block,
  shape: AttentionShape,
  dOut: Tensor,
): Promise<Tensor> {
  const linear = (part: string, x: Tensor, d: Tensor) =>
    linearBackward(scope, weights, gradients, `${name}.${part}`, x, d);
  const norm = (part: string, of: LayerNorm, d: Tensor) =>
    layerNormBackward(scope, weights, gradients, `${name}.${part}`, of, d);

  const dActivated = await linear("mlp.c_proj", activated, dOut);
  const dHidden = await geluBackward(scope, hidden, dActivated);
  const dNorm2 = await linear("mlp.c_fc", norm2.out, dHidden);
  const dMiddle = await add(scope, dOut, await norm("ln_2", norm2, dNorm2));

  const dAttended = await linear("attn.c_proj", attention.out, dMiddle);
  const dQkv = await attentionBackward(scope, qkv, attention, shape, dAttended);
  const dNorm1 = await linear("attn.c_attn", norm1.out, dQkv);
  return add(scope, dMiddle, await norm("ln_1", norm1, dNorm1));
}
