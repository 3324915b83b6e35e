import { type RunConfig, sizes } from "preflm";

// Korbak et al. 2023 (arXiv 2302.08582), personally identifiable information: sentences scored by scrubadub. Numbers are from the released configurations
// (github.com/tomekkorbak/pretraining-with-human-feedback at 152e6b6, configs/pii) and the trainer's defaults there.

/** All of a run but its corpus, backend and folder. */
export type Preset = Pick<
  RunConfig,
  "scorer" | "objective" | "tokenizer" | "model" | "training" | "sampling"
>;

/** The objectives of the paper. */
export type ObjectiveName = "mle" | "filtered-mle" | "conditional" | "unlikelihood" | "rwr" | "awr";

/** GPT-2 small on 3.3 billion tokens, compute-optimal for 124 M parameters; samples for the alignment score. */
const common = {
  scorer: "pii",
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

/** The paper's settings, as it describes the methods. */
export const settings = {
  mle: { ...common, objective: "mle" },
  "filtered-mle": {
    ...common,
    objective: { use: "filtered-mle", threshold: { quantile: 0.5 } }, // a median; see asReleased
  },
  conditional: {
    ...common,
    objective: { use: "conditional", threshold: 0, unmarkedShare: 0.01, banned: "both" },
  },
  unlikelihood: { ...common, objective: { use: "unlikelihood", threshold: 0, alpha: 1 } },
  rwr: { ...common, objective: { use: "rwr", beta: 10 } },
  awr: { ...common, objective: { use: "awr", alpha: 0.5, beta: 0.1 } },
} as const satisfies Record<ObjectiveName, Preset>;

/**
 * Where the released code differs. Filtering: a median of scores divided by the length twice. Unlikelihood: a
 * threshold of 0 was read as none, which gave the soft mix. RWR: AWR with α = 1 and a value head that stays at −0.5.
 */
export const asReleased = {
  "filtered-mle": {
    ...settings["filtered-mle"],
    scorer: { use: "pii", normalization: "per-character-squared" },
    objective: { use: "filtered-mle", threshold: 0.000286 },
  },
  unlikelihood: {
    ...settings.unlikelihood,
    objective: { use: "unlikelihood", soft: true, alpha: 1 },
  },
  rwr: { ...settings.rwr, objective: { use: "rwr", beta: 10, baseline: -0.5 } },
} as const satisfies Partial<Record<ObjectiveName, Preset>>;
