import { setImmediate as macrotask } from "node:timers/promises";
import { type Batch, type Model, PreflmError, random, type TokenLoss } from "@preflm/core";

/** The shape of one update: micro-batches of `rows × columns` tokens, `accumulate` of them before the weights move. */
export interface StepShape {
  readonly rows: number;
  readonly columns: number;
  /** 1 by default. */
  readonly accumulate?: number;
}

/** What `measureStep` takes. */
export interface MeasureOptions extends StepShape {
  /** What the objective asks of a batch; plain likelihood by default. */
  readonly loss?: (batch: Batch) => TokenLoss;
  /** Seconds it may take, about: it looks at the clock between calls. 20 by default. */
  readonly limit?: number;
  /** Seconds of an update above which the model is too slow to go on with; none by default. */
  readonly hopeless?: number;
  readonly signal?: AbortSignal | undefined;
}

/** How fast a model trains. */
export interface StepTime {
  /** Of one update: all its micro-batches and the step of AdamW. */
  readonly secondsPerUpdate: number;
  readonly tokensPerSecond: number;
  /** Steps that were timed; 0 if the time is estimated from smaller batches, since whole ones took too long. */
  readonly steps: number;
}

const ADAMW = { beta1: 0.9, beta2: 0.95, epsilon: 1e-8, weightDecay: 0.1, clipNorm: 1 };

const LEAST_STEPS = 3;
const MOST_STEPS = 20;
/** Steps beyond the least are timed for so many seconds. */
const ENOUGH = 0.5;
/** Giving up must save so many seconds: the first calls of a short step say little. */
const WORTH_SAVING = 1;

/**
 * Times training steps of a model on random tokens: medians of a few, behind one that warms up. An update of several
 * micro-batches is timed by one of them and AdamW, each alone. The model is trained by it: give one that nobody needs.
 */
export async function measureStep(model: Model, options: MeasureOptions): Promise<StepTime> {
  const { rows, columns, accumulate = 1, limit = 20, hopeless = Infinity, signal } = options;
  const began = performance.now();
  const left = () => limit - (performance.now() - began) / 1000;
  const gradient = async (batch: Batch, loss: TokenLoss) => {
    const start = performance.now();
    const value = await model.accumulate(batch, loss, 1 / (rows * columns * accumulate));
    const seconds = (performance.now() - start) / 1000;
    if (!Number.isFinite(value))
      throw new PreflmError("diverged", `it computes a loss of ${value} for a new model`);
    await macrotask(); // let signals and progress have their turn
    return seconds;
  };
  const update = async () => {
    const start = performance.now();
    await model.update({ learningRate: 1e-4, ...ADAMW });
    return (performance.now() - start) / 1000;
  };
  const time = (micro: number, step: number, steps: number): StepTime => {
    const secondsPerUpdate = micro * accumulate + step;
    const tokensPerSecond = (rows * columns * accumulate) / secondsPerUpdate;
    return { secondsPerUpdate, tokensPerSecond, steps };
  };

  const lossOf = options.loss ?? ((batch: Batch) => plainLoss(batch, model));
  const isHopeless = (seconds: number, rest: number) => seconds > hopeless && rest > WORTH_SAVING;
  // Fewer sequences first: what takes too long is found out before it takes long.
  for (let few = 1; few < rows; few = Math.min(rows, 4 * few)) {
    const batch = randomBatch(model, few, columns);
    const loss = lossOf(batch);
    const tooSlow = (seconds: number) => {
      const rest = (seconds / few) * rows * (1 + LEAST_STEPS);
      return rest > left() || isHopeless(seconds * accumulate, rest);
    };
    let seconds = await gradient(batch, loss);
    if (tooSlow(seconds)) {
      await update();
      seconds = Math.min(seconds, await gradient(batch, loss)); // the first calls compile and take memory
    }
    if (!tooSlow(seconds)) break;
    if (8 * seconds > left() || isHopeless(seconds * accumulate, 8 * seconds))
      return time((seconds / few) * rows, await update(), 0);
  }

  const batch = randomBatch(model, rows, columns);
  const loss = lossOf(batch);
  await gradient(batch, loss);
  await update();
  const [micros, steps]: [number[], number[]] = [[], []];
  const measuring = performance.now();
  do {
    micros.push(await gradient(batch, loss));
    steps.push(await update());
    const spent = (performance.now() - measuring) / 1000;
    if (micros.length >= LEAST_STEPS && spent > ENOUGH) break;
    const rest = (micros[0] + steps[0]) * (LEAST_STEPS - micros.length);
    if (signal?.aborted || isHopeless(micros[0] * accumulate + steps[0], rest)) break;
  } while (micros.length < MOST_STEPS && left() > 0);
  return time(median(micros), median(steps), micros.length);
}

function plainLoss({ targets }: Batch, { config }: Model): TokenLoss {
  const likelihood = new Float32Array(targets.length).fill(1);
  if (!config.valueHead) return { likelihood };
  return { likelihood, value: { weight: 1, target: new Float32Array(targets.length) } };
}

function randomBatch({ config }: Model, rows: number, columns: number): Batch {
  const uniform = random(1, "measured step");
  const count = rows * columns;
  const tokens = () =>
    Int32Array.from({ length: count }, () => Math.floor(config.vocabulary * uniform()));
  return { rows, columns, inputs: tokens(), targets: tokens(), scores: new Float32Array(count) };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
