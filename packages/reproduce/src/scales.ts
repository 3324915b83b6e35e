import { type ModelSize, sizes } from "preflm";
import type { TaskName } from "./tasks.ts";

/** How much of everything is done. */
export interface Scale {
  readonly model: ModelSize;
  /** Entries of the tokenizer that is trained on the corpus. */
  readonly vocabulary: number;
  /** Characters of the text, about; of a longer one documents are taken by their ids. */
  readonly characters: number;
  /** Budget of one training run. */
  readonly tokens: Readonly<Record<TaskName, number>>;
  readonly tokensPerUpdate: number;
  readonly learningRate: number;
  readonly seeds: readonly number[];
  /** Further seeds of plain and of conditional pretraining, on which the paper's main claim rests. */
  readonly moreSeeds: readonly number[];
  /** Samples of the first scenario, and of each other one. */
  readonly samples: number;
  readonly otherSamples: number;
  /** Shares of the budget at which models are measured on the way, each time with so many samples. */
  readonly points: readonly number[];
  readonly pointSamples: number;
  /** Characters of held-out text that bits per byte are measured on. */
  readonly heldOut: number;
  /** Samples of the reference model that the divergence is estimated on. */
  readonly divergence: number;
  /** Seeds of the experiments that need not have all. */
  readonly fewerSeeds: readonly number[];
  readonly redTeam: {
    readonly rounds: number;
    readonly trials: number;
    readonly candidates: number;
    readonly samples: number;
  };
  readonly classification: {
    readonly train: number;
    readonly test: number;
    readonly epochs: number;
  };
  /** Multiple-choice items. */
  readonly choices: number;
  /** Values of each ablated option beside the chosen one, and the share of the budget that each is tried with. */
  readonly ablations: { readonly values: number; readonly share: number };
}

const tiny: Scale = {
  model: sizes.micro,
  vocabulary: 2048,
  characters: Infinity,
  tokens: { pii: 750_000, pep8: 500_000, toxicity: 750_000 },
  tokensPerUpdate: 256,
  learningRate: 2e-3,
  seeds: [1, 2, 3],
  moreSeeds: [4, 5],
  samples: 512,
  otherSamples: 128,
  points: [0.1, 0.25, 0.5, 0.75],
  pointSamples: 64,
  heldOut: 60_000,
  divergence: 256,
  fewerSeeds: [1],
  redTeam: { rounds: 5, trials: 3, candidates: 10, samples: 16 },
  classification: { train: 400, test: 300, epochs: 5 },
  choices: 200,
  ablations: { values: 2, share: 0.25 },
};

/** The scales that run; `paper` does not, see `describePaper`. */
export const scales = {
  /** Minutes: whether everything works. Its numbers mean nothing. */
  smoke: {
    ...tiny,
    model: sizes.nano,
    vocabulary: 512,
    characters: 1_200_000,
    tokens: { pii: 20_480, pep8: 20_480, toxicity: 20_480 },
    tokensPerUpdate: 512,
    seeds: [1, 2],
    moreSeeds: [],
    samples: 32,
    otherSamples: 16,
    points: [0.25, 0.5],
    pointSamples: 8,
    heldOut: 10_000,
    divergence: 16,
    redTeam: { rounds: 2, trials: 2, candidates: 4, samples: 4 },
    classification: { train: 32, test: 32, epochs: 1 },
    choices: 32,
    ablations: { values: 1, share: 0.5 },
  },
  /** Half an hour on two cores: what a model of a million parameters shows. */
  tiny,
  /** Hours. */
  small: {
    ...tiny,
    model: sizes.small,
    tokens: { pii: 4e6, pep8: 4e6, toxicity: 4e6 },
    tokensPerUpdate: 1024,
    learningRate: 1e-3,
    seeds: [1, 2, 3, 4, 5],
    moreSeeds: [],
    samples: 2048,
    otherSamples: 512,
    pointSamples: 256,
    heldOut: 200_000,
    divergence: 1024,
    fewerSeeds: [1, 2, 3],
    redTeam: { rounds: 10, trials: 10, candidates: 20, samples: 64 },
    choices: 1000,
    ablations: { values: 3, share: 1 },
  },
} as const satisfies Record<string, Scale>;

/** The name of a scale that runs. */
export type ScaleName = keyof typeof scales;
