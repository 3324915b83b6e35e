import type { Backend, Batch, Model, Objective, ScoredDocument } from "@preflm/core";
import {
  createLoader,
  type Loader,
  memoryStores,
  type Tokenizer,
  withControlTokens,
} from "@preflm/data/browser";
import { initialise, type ModelSize } from "@preflm/gpt";

/** What one objective is trained with. */
export interface TrainingSettings {
  readonly size: ModelSize;
  /** Rows of `size.context` tokens an update. */
  readonly rows: number;
  readonly updates: number;
  /** The highest; see `learningRateAt`. */
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

/** What one update did. */
export interface Update {
  /** Updates done, from 1. */
  readonly update: number;
  /** Mean loss per predicted token, in nats. */
  readonly loss: number;
}

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
  const model = await backend.load(config, initialise(config, seed, 0.05));
  return { objective, tokenizer, model, loader, settings };
}

/** Trains: for each update a batch, what the objective asks of its loss, the gradient, and a step of AdamW. */
export async function* train(training: Training): AsyncGenerator<Update> {
  const { objective, model, loader, settings } = training;
  for (let update = 0; update < settings.updates; update++) {
    const batch: Batch = await loader.next();
    const loss = await model.accumulate(batch, objective.loss(batch), 1 / batch.targets.length);
    const norm = await model.update({
      learningRate: learningRateAt(update, settings),
      beta1: 0.9,
      beta2: 0.98,
      epsilon: 1e-8,
      weightDecay: 0.1,
      clipNorm: 1,
    });
    if (!Number.isFinite(loss + norm))
      throw new Error(`Training diverged at update ${update + 1}.`);
    yield { update: update + 1, loss };
  }
}

/** Linear warm-up over 5 % of the updates, then linear decay to 5 % of the highest rate. */
function learningRateAt(
  update: number,
  { updates, learningRate }: Pick<TrainingSettings, "updates" | "learningRate">,
): number {
  const warmup = Math.round(0.05 * updates);
  if (update < warmup) return (learningRate * (update + 1)) / warmup;
  const left = 1 - (update - warmup) / Math.max(1, updates - warmup);
  return learningRate * (0.05 + 0.95 * left);
}
