import type { ModelConfig } from "@preflm/core";

/** A model's shape without its vocabulary, which the tokenizer decides. */
export type ModelSize = Omit<ModelConfig, "vocabulary" | "valueHead">;

/** Named shapes. `gpt2` is the paper's; `micro` learns the main effect on a laptop in about a minute. */
export const sizes = {
  /** For tests of plumbing. */
  nano: { layers: 2, width: 32, heads: 2, context: 64 },
  /** 1.07 M parameters with a vocabulary of 2,048: the model of `npm start`. */
  micro: { layers: 4, width: 128, heads: 4, context: 128 },
  /** 3.7 M parameters with a vocabulary of 2,048. */
  small: { layers: 4, width: 256, heads: 4, context: 128 },
  /** 124 M parameters with GPT-2's vocabulary: gpt2-small (Radford et al. 2019), the model of Korbak et al. 2023. */
  gpt2: { layers: 12, width: 768, heads: 12, context: 1024 },
} as const satisfies Record<string, ModelSize>;
