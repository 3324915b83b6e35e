import { type Batch, type Model, random, type TokenLoss } from "@preflm/core";
import type { Workload } from "./workloads.ts";

const adamw = {
  learningRate: 1e-4,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
};

/** A batch of random tokens with plain likelihood, and a step on it. */
export function trainingCase({ config, rows }: Workload) {
  const { context: columns, vocabulary } = config;
  const count = rows * columns;
  const uniform = random(1, "bench");
  const tokens = (size: number) => Int32Array.from({ length: size }, () => vocabulary * uniform());
  const scores = new Float32Array(count);
  const batch: Batch = { rows, columns, inputs: tokens(count), targets: tokens(count), scores };
  const loss: TokenLoss = { likelihood: new Float32Array(count).fill(1) };
  return {
    tokens,
    /** Milliseconds of a step. */
    async step(model: Model, onUpdate: () => void = () => {}): Promise<number> {
      const start = performance.now();
      await model.accumulate(batch, loss, 1 / count);
      onUpdate();
      await model.update(adamw);
      return performance.now() - start;
    },
  };
}
