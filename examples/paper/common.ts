import { type ModelSize, type RunConfig, sizes } from "preflm";

// Korbak et al. 2023 (arXiv 2302.08582). Numbers are from the released configurations
// (github.com/tomekkorbak/pretraining-with-human-feedback at 152e6b6) and the trainer's defaults there.

/** All of a run but its corpus, backend and folder. */
export type Preset = Pick<
  RunConfig,
  "scorer" | "objective" | "tokenizer" | "training" | "sampling"
> & { readonly model: ModelSize };

/** The objectives of the paper. */
export type ObjectiveName = "mle" | "filtered-mle" | "conditional" | "unlikelihood" | "rwr" | "awr";

/** What all tasks share: GPT-2 small on 3.3 billion tokens, compute-optimal for 124 M parameters. */
export const common = {
  tokenizer: "gpt2",
  model: sizes.gpt2,
  training: {
    tokens: 3.3e9,
    tokensPerUpdate: 64 * 1024,
    learningRate: 5e-4,
    warmup: 0.01,
    decay: "linear",
    finalShare: 0,
    weightDecay: 0.1,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    clipNorm: 1,
    deviation: 0.02,
  },
  sampling: {
    count: 4096,
    batch: 512,
    temperature: 0.7,
    topP: 0.9,
    minimumLength: 10,
    maximumLength: 128,
  },
} as const satisfies Omit<Preset, "scorer" | "objective">;
