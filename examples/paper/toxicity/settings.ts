import { type RunConfig, sizes } from "preflm";

// Korbak et al. 2023 (arXiv 2302.08582), toxicity: sentences scored by Detoxify. Numbers are from the released configurations
// (github.com/tomekkorbak/pretraining-with-human-feedback at 152e6b6, configs/toxicity) and the trainer's defaults there.

/** All of a run but its corpus, backend and folder. */
export type Preset = Pick<
  RunConfig,
  "scorer" | "objective" | "tokenizer" | "model" | "training" | "sampling"
>;

/** The objectives of the paper. */
export type ObjectiveName = "mle" | "filtered-mle" | "conditional" | "unlikelihood" | "rwr" | "awr";

/** GPT-2 small on 3.3 billion tokens, compute-optimal for 124 M parameters; samples for the alignment score. */
const common = {
  scorer: "toxicity",
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
} as const satisfies Omit<Preset, "objective">;

/** Batches of 1,024 sequences: 3,147 updates. */
const large = { ...common.training, tokensPerUpdate: 1024 * 1024 } as const;

/** The paper's settings, as it describes the methods. */
export const settings = {
  mle: { ...common, objective: "mle" },
  "filtered-mle": { ...common, objective: { use: "filtered-mle", threshold: 0.00078 } },
  conditional: {
    ...common,
    objective: { use: "conditional", threshold: 0.00056, unmarkedShare: 0.01, banned: "both" },
  },
  unlikelihood: { ...common, objective: { use: "unlikelihood", threshold: 0.00078, alpha: 1 } },
  rwr: { ...common, objective: { use: "rwr", beta: 10 }, training: large },
  awr: {
    ...common,
    objective: { use: "awr", alpha: 0.5, beta: 10 },
    training: { ...large, learningRate: 1e-3 },
  },
} as const satisfies Record<ObjectiveName, Preset>;

/** Where the released code differs: its RWR is AWR with α = 1 and a value head that stays at −0.5. */
export const asReleased = {
  rwr: { ...settings.rwr, objective: { use: "rwr", beta: 10, baseline: -0.5 } },
} as const satisfies Partial<Record<ObjectiveName, Preset>>;
