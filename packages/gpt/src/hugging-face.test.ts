import type { ModelConfig } from "@preflm/core";
import { describe, expect, it } from "vitest";
import {
  configFromHuggingFace,
  fromHuggingFace,
  huggingFaceConfig,
  toHuggingFace,
} from "./hugging-face.ts";
import { checkState, initialise } from "./initialise.ts";

const config: ModelConfig = { layers: 1, width: 4, heads: 2, context: 3, vocabulary: 5 };
const headed: ModelConfig = { ...config, valueHead: "linear" };

describe("weights in Hugging Face's names", () => {
  it("are prefixed by transformer., but for the value head, and have shapes", () => {
    const tensors = toHuggingFace(headed, initialise(headed, 1).weights);
    expect(Object.keys(tensors).slice(0, 3)).toEqual([
      "transformer.wte.weight",
      "transformer.wpe.weight",
      "transformer.h.0.ln_1.weight",
    ]);
    expect(Object.keys(tensors).at(-1)).toBe("value_head.weight");
    expect(tensors["transformer.h.0.attn.c_attn.weight"].shape).toEqual([4, 12]);
  });

  it("come back as they were", () => {
    const { weights } = initialise(headed, 1);
    expect(fromHuggingFace(toHuggingFace(headed, weights))).toEqual(weights);
  });

  it("are read without the prefix too, and without masks and the tied head", () => {
    const { weights } = initialise(config, 1);
    const bare = Object.fromEntries(
      Object.entries(toHuggingFace(config, weights)).map(([name, tensor]) => [
        name.replace("transformer.", ""),
        tensor,
      ]),
    );
    const mask = { shape: [1, 1, 3, 3], values: new Float32Array(9) };
    const read = fromHuggingFace({
      ...bare,
      "h.0.attn.bias": mask,
      "h.0.attn.masked_bias": { shape: [], values: new Float32Array(1) },
      "lm_head.weight": bare["wte.weight"],
    });
    checkState(config, { weights: read });
    expect(read).toEqual(weights);
  });
});

describe("a Hugging Face config.json", () => {
  it("comes back as it was", () => {
    expect(configFromHuggingFace(huggingFaceConfig(config, 0))).toEqual(config);
  });

  it("of GPT-2 is read, whatever else it says", () => {
    const gpt2 = {
      activation_function: "gelu_new",
      architectures: ["GPT2LMHeadModel"],
      layer_norm_epsilon: 1e-5,
      model_type: "gpt2",
      n_ctx: 1024,
      n_embd: 768,
      n_head: 12,
      n_inner: null,
      n_layer: 12,
      n_positions: 1024,
      resid_pdrop: 0.1,
      task_specific_params: {},
      vocab_size: 50257,
    };
    expect(configFromHuggingFace(gpt2)).toEqual({
      layers: 12,
      width: 768,
      heads: 12,
      context: 1024,
      vocabulary: 50257,
    });
  });

  const unlike: readonly (readonly [string, unknown])[] = [
    ["model_type", "gptj"],
    ["activation_function", "relu"],
    ["layer_norm_epsilon", 1e-6],
    ["scale_attn_by_inverse_layer_idx", true],
    ["scale_attn_weights", false],
    ["tie_word_embeddings", false],
    ["n_inner", 8],
    ["n_layer", "12"],
    ["vocab_size", undefined],
  ];
  for (const [name, value] of unlike) {
    it(`is rejected when it says ${name}: ${value}`, () => {
      const json = { ...huggingFaceConfig(config, 0), [name]: value };
      expect(() => configFromHuggingFace(json)).toThrow(`config.json: ${name}`);
    });
  }
});
