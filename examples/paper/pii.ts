import { common, type ObjectiveName, type Preset } from "./common.ts";

/** Sentences scored by scrubadub. */
const task = { ...common, scorer: "pii" } as const;

/** The paper's settings, as it describes the methods. */
export const settings = {
  mle: { ...task, objective: "mle" },
  "filtered-mle": {
    ...task,
    objective: { use: "filtered-mle", threshold: { quantile: 0.5 } }, // a median; see asReleased
  },
  conditional: {
    ...task,
    objective: { use: "conditional", threshold: 0, unmarkedShare: 0.01, banned: "both" },
  },
  unlikelihood: { ...task, objective: { use: "unlikelihood", threshold: 0, alpha: 1 } },
  rwr: { ...task, objective: { use: "rwr", beta: 10 } },
  awr: { ...task, objective: { use: "awr", alpha: 0.5, beta: 0.1 } },
} as const satisfies Record<ObjectiveName, Preset>;

/** The detectors that the released code adds to scrubadub's, but for names and organisations, which it leaves to spaCy. */
const scorer = {
  use: "pii",
  detectors: ["default", "date_of_birth", "skype", "address"],
} as const;

/**
 * Where the released code differs: more detectors. Filtering: a median of scores divided by the length twice.
 * Unlikelihood: a threshold of 0 was read as none, which gave the soft mix. RWR: AWR with α = 1 and a value head that
 * stays at −0.5.
 */
export const asReleased = {
  mle: { ...settings.mle, scorer },
  "filtered-mle": {
    ...settings["filtered-mle"],
    scorer: { ...scorer, normalization: "per-character-squared" },
    objective: { use: "filtered-mle", threshold: 0.000286 },
  },
  conditional: { ...settings.conditional, scorer },
  unlikelihood: {
    ...settings.unlikelihood,
    scorer,
    objective: { use: "unlikelihood", soft: true, alpha: 1 },
  },
  rwr: { ...settings.rwr, scorer, objective: { use: "rwr", beta: 10, baseline: -0.5 } },
  awr: { ...settings.awr, scorer },
} as const satisfies Record<ObjectiveName, Preset>;
