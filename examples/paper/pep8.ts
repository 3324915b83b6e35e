import { common, type ObjectiveName, type Preset } from "./common.ts";

/** Lines of Python scored by pycodestyle; the vocabulary is codeparrot-small's. */
const task = {
  ...common,
  scorer: "pep8",
  tokenizer: { path: "codeparrot-small/tokenizer.json" },
  training: { ...common.training, learningRate: 8e-4 },
  sampling: { ...common.sampling, batch: 128, maximumLength: 640 },
} as const;

/** The paper's settings, as it describes the methods. */
export const settings = {
  mle: { ...task, objective: "mle" },
  "filtered-mle": { ...task, objective: { use: "filtered-mle", threshold: 0.002361 } },
  conditional: {
    ...task,
    // One line in ten unmarked, and the aligned mark may open every line of a sample.
    objective: { use: "conditional", threshold: 0, unmarkedShare: 0.1, banned: "misaligned" },
  },
  unlikelihood: { ...task, objective: { use: "unlikelihood", threshold: 0, alpha: 0.01 } },
  rwr: {
    ...task,
    objective: { use: "rwr", beta: 10 },
    training: { ...task.training, learningRate: 1e-3 },
  },
  awr: {
    ...task,
    objective: { use: "awr", alpha: 0.05, beta: 1 },
    training: { ...task.training, learningRate: 1e-3, tokensPerUpdate: 256 * 1024 },
  },
} as const satisfies Record<ObjectiveName, Preset>;

/**
 * Where the released code differs. Unlikelihood: a threshold of 0 was read as none, which gave the soft mix.
 * RWR: AWR with α = 1 and a value head that stays at −0.5.
 */
export const asReleased = {
  unlikelihood: {
    ...settings.unlikelihood,
    objective: { use: "unlikelihood", soft: true, alpha: 0.01 },
  },
  rwr: { ...settings.rwr, objective: { use: "rwr", beta: 10, baseline: -0.5 } },
} as const satisfies Partial<Record<ObjectiveName, Preset>>;
