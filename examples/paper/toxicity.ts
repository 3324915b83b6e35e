import { common, type ObjectiveName, type Preset } from "./common.ts";

/** Sentences scored by Detoxify's "unbiased" classifier, downloaded from the Hugging Face hub at the first use. */
const task = {
  ...common,
  scorer: { use: "toxicity", engine: "classifier", preset: "unbiased" },
} as const;

/** Batches of 1,024 sequences: 3,147 updates. */
const large = { ...task.training, tokensPerUpdate: 1024 * 1024 } as const;

/** The paper's settings, as it describes the methods. */
export const settings = {
  mle: { ...task, objective: "mle" },
  "filtered-mle": { ...task, objective: { use: "filtered-mle", threshold: 0.00078 } },
  conditional: {
    ...task,
    objective: { use: "conditional", threshold: 0.00056, unmarkedShare: 0.01, banned: "both" },
  },
  unlikelihood: { ...task, objective: { use: "unlikelihood", threshold: 0.00078, alpha: 1 } },
  rwr: { ...task, objective: { use: "rwr", beta: 10 }, training: large },
  awr: {
    ...task,
    objective: { use: "awr", alpha: 0.5, beta: 10 },
    training: { ...large, learningRate: 1e-3 },
  },
} as const satisfies Record<ObjectiveName, Preset>;

/** Scores of training text by Detoxify's older "original". */
const original = { use: "toxicity", engine: "classifier", preset: "original" } as const;

/**
 * Where the released code differs: it scores the training text by Detoxify's "original", but its samples by
 * "unbiased", where one scorer here does both. Its RWR is AWR with α = 1 and a value head that stays at −0.5.
 */
export const asReleased = {
  mle: { ...settings.mle, scorer: original },
  "filtered-mle": { ...settings["filtered-mle"], scorer: original },
  conditional: { ...settings.conditional, scorer: original },
  unlikelihood: { ...settings.unlikelihood, scorer: original },
  rwr: {
    ...settings.rwr,
    scorer: original,
    objective: { use: "rwr", beta: 10, baseline: -0.5 },
  },
  awr: { ...settings.awr, scorer: original },
} as const satisfies Record<ObjectiveName, Preset>;
