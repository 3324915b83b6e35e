import type { Backend, Model, Objective, ScoredDocument } from "@preflm/core";
import {
  createLoader,
  type Loader,
  memoryStores,
  type Tokenizer,
  withControlTokens,
} from "@preflm/data/browser";
import { initialise, type ModelSize } from "@preflm/gpt";
import { train, type Update } from "preflm/browser";

/** What one objective is trained with. */
export interface TrainingSettings {
  readonly size: ModelSize;
  /** Rows of `size.context` tokens an update. */
  readonly rows: number;
  readonly updates: number;
  /** The highest. */
  readonly learningRate: number;
  readonly seed: number;
}

/** A model that is ready to be trained, and what feeds it. */
export interface Training {
  readonly objective: Objective;
  /** The corpus' tokenizer with the objective's marks. */
  readonly tokenizer: Tokenizer;
  readonly model: Model;
  readonly loader: Loader;
  readonly settings: TrainingSettings;
}

/** As `npm start` trains. */
const LOOP = {
  accumulate: 1,
  warmup: 0.05,
  decay: "linear",
  finalShare: 0.05,
  beta1: 0.9,
  beta2: 0.98,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
} as const;
const DEVIATION = 0.05;

/** Makes a model with random weights, and a loader of what its objective makes of the documents. */
export async function openTraining(
  backend: Backend,
  objective: Objective,
  documents: readonly ScoredDocument[],
  plainTokenizer: Tokenizer,
  settings: TrainingSettings,
): Promise<Training> {
  const { size, rows, seed } = settings;
  const { controlTokens = [], valueHead } = objective;
  const tokenizer = withControlTokens(plainTokenizer, controlTokens);
  const stores = memoryStores(documents, { tokenizer, objective, seed });
  const loader = await createLoader({ stores, rows, columns: size.context, seed });
  const { vocabulary } = tokenizer;
  const config = { ...size, vocabulary, ...(valueHead ? { valueHead } : {}) };
  const model = await backend.load(config, initialise(config, seed, DEVIATION));
  return { objective, tokenizer, model, loader, settings };
}

/** The updates of a training, one by one: the runner's own loop. */
export function updatesOf({
  objective,
  model,
  loader,
  settings: { updates, learningRate },
}: Training): AsyncGenerator<Update> {
  return train(model, objective, loader, { ...LOOP, steps: updates, learningRate });
}
