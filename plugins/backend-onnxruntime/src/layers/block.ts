import type { Tensor } from "../graph.ts";
import { add } from "../operators.ts";
import type { Weights } from "../weights.ts";
import { type AttentionShape, attention } from "./attention.ts";
import { gelu } from "./gelu.ts";
import type { Layer } from "./layer.ts";
import { layerNorm } from "./layer-norm.ts";
import { linear } from "./linear.ts";

/** One pre-LayerNorm transformer block on X[N, C]: X + attention(norm(X)), then X + mlp(norm(X)) (Radford et al. 2019, §2.3). */
export function block(weights: Weights, name: string, x: Tensor, shape: AttentionShape): Layer {
  const { graph } = x;
  const at = <T>(part: string, build: () => T) => graph.scope(`${name}.${part}`, build);
  const norm1 = at("ln_1", () => layerNorm(weights, `${name}.ln_1`, x));
  const qkv = at("attn", () => linear(weights, `${name}.attn.c_attn`, norm1.output)); // [N, 3C]
  const mix = at("attn", () => attention(qkv.output, shape));
  const project = at("attn", () => linear(weights, `${name}.attn.c_proj`, mix.output));
  const middle = add(x, project.output);

  const norm2 = at("ln_2", () => layerNorm(weights, `${name}.ln_2`, middle));
  const widen = at("mlp", () => linear(weights, `${name}.mlp.c_fc`, norm2.output)); // [N, 4C]
  const bend = at("mlp", () => gelu(widen.output));
  const narrow = at("mlp", () => linear(weights, `${name}.mlp.c_proj`, bend.output));

  return {
    output: add(middle, narrow.output),

    backward(dY) {
      const back = (part: string, layers: readonly Layer[], gradient: Tensor) =>
        at(`${part}/backward`, () => layers.reduceRight((d, layer) => layer.backward(d), gradient));
      const dMiddle = add(dY, back("mlp", [norm2, widen, bend, narrow], dY));
      return add(dMiddle, back("attn", [norm1, qkv, mix, project], dMiddle));
    },
  };
}
