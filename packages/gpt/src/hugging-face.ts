import { type ModelConfig, PreflmError, show, type Tensors } from "@preflm/core";
import { layout } from "./layout.ts";
import type { NamedTensor } from "./safetensors.ts";

const PREFIX = "transformer.";

/** The `config.json` with which Hugging Face transformers loads the weights as a `GPT2LMHeadModel`. */
export function huggingFaceConfig(config: ModelConfig, endOfText: number): Record<string, unknown> {
  return {
    architectures: ["GPT2LMHeadModel"],
    model_type: "gpt2",
    n_layer: config.layers,
    n_embd: config.width,
    n_head: config.heads,
    n_positions: config.context,
    n_ctx: config.context,
    vocab_size: config.vocabulary,
    activation_function: "gelu_new",
    layer_norm_epsilon: 1e-5,
    attn_pdrop: 0,
    embd_pdrop: 0,
    resid_pdrop: 0,
    tie_word_embeddings: true,
    bos_token_id: endOfText,
    eos_token_id: endOfText,
    torch_dtype: "float32",
  };
}

/** The model's configuration from a Hugging Face GPT-2 `config.json`; rejects what we would compute differently. */
export function configFromHuggingFace(json: Readonly<Record<string, unknown>>): ModelConfig {
  const unlike = (name: string, expected: unknown) => {
    if (json[name] !== undefined && json[name] !== null && json[name] !== expected) {
      throw new PreflmError(
        "invalid-input",
        `config.json: ${name} is ${show(json[name])}, and only ${show(expected)} is supported.`,
      );
    }
  };
  unlike("model_type", "gpt2");
  unlike("activation_function", "gelu_new");
  unlike("layer_norm_epsilon", 1e-5);
  unlike("scale_attn_weights", true);
  unlike("scale_attn_by_inverse_layer_idx", false);
  unlike("tie_word_embeddings", true);
  const number = (name: string): number => {
    const value = json[name];
    if (typeof value === "number") return value;
    throw new PreflmError(
      "invalid-input",
      `config.json: ${name} must be a number, got ${show(value)}.`,
    );
  };
  if (json.n_inner !== undefined && json.n_inner !== null) unlike("n_inner", 4 * number("n_embd"));
  return {
    layers: number("n_layer"),
    width: number("n_embd"),
    heads: number("n_head"),
    context: number("n_positions"),
    vocabulary: number("vocab_size"),
  };
}

/** Our weights under Hugging Face's names, with shapes, in layout order. The value head keeps its own name. */
export function toHuggingFace(config: ModelConfig, weights: Tensors): Record<string, NamedTensor> {
  return Object.fromEntries(
    layout(config).map(({ name, shape }) => [
      name.startsWith("value_head.") ? name : PREFIX + name,
      { shape, values: weights[name] },
    ]),
  );
}

/** Weights from a Hugging Face GPT-2 file, with or without the `transformer.` prefix; masks and the tied head are dropped. */
export function fromHuggingFace(tensors: Readonly<Record<string, NamedTensor>>): Tensors {
  const weights: Record<string, Float32Array> = {};
  for (const [name, { values }] of Object.entries(tensors)) {
    const bare = name.startsWith(PREFIX) ? name.slice(PREFIX.length) : name;
    if (bare === "lm_head.weight" || /\.attn\.(bias|masked_bias)$/.test(bare)) continue;
    weights[bare] = values;
  }
  return weights;
}
