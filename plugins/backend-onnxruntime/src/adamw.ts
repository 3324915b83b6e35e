import type { AdamW } from "@preflm/core";
import type { HostTensor, Runtime, Session } from "./runtime.ts";
import type { Store } from "./store.ts";
import { COEFFICIENTS, type Coefficients, updateGraph } from "./update-graph.ts";

/** Applies AdamW steps to a store. */
export interface Optimizer {
  /** Step number `step` (from 1); returns the gradient's norm before clipping. Does not clear the gradient. */
  update(options: AdamW, step: number): Promise<number>;
  release(): void;
}

/**
 * AdamW over chunks that stay in the cache. The graph reads and writes the store in place where the runtime
 * does, so a step moves each number from and to memory once.
 */
export async function createOptimizer(runtime: Runtime, store: Store): Promise<Optimizer> {
  const { weights, gradient, firstMoment, secondMoment, chunk, decayingChunks } = store;
  const { fused, inPlace: silent } = runtime;
  const session: Session = await runtime.compile(updateGraph(chunk, { fused, silent }));
  const count = weights.all.length / chunk;
  const part = (array: Float32Array, i: number) =>
    runtime.tensor(array.subarray(i * chunk, (i + 1) * chunk), [chunk]);

  return {
    async update(options, step) {
      const norm = Math.sqrt(squareSum(gradient.all));
      const decaying = scalars(runtime, coefficients(options, step, norm, options.weightDecay));
      const staying = scalars(runtime, coefficients(options, step, norm, 0));
      for (let i = 0; i < count; i++) {
        const [weight, first, second] = [weights, firstMoment, secondMoment].map(({ all }) =>
          part(all, i),
        );
        await session.run(
          {
            weight,
            gradient: part(gradient.all, i),
            first,
            second,
            ...(i < decayingChunks ? decaying : staying),
          },
          { newWeight: weight, newFirst: first, newSecond: second },
        );
      }
      return norm;
    },
    release: () => session.release(),
  };
}

function coefficients(
  { learningRate, beta1, beta2, epsilon, clipNorm }: AdamW,
  step: number,
  norm: number,
  weightDecay: number,
): Coefficients {
  const clip = norm > clipNorm ? clipNorm / norm : 1;
  const correction1 = 1 - beta1 ** step;
  const correction2 = Math.sqrt(1 - beta2 ** step);
  return {
    beta1,
    beta2,
    gradientScale1: (1 - beta1) * clip,
    gradientScale2: (1 - beta2) * clip * clip,
    epsilon: epsilon * correction2,
    rate: (learningRate * correction2) / correction1,
    keep: 1 - learningRate * weightDecay,
  };
}

function scalars(runtime: Runtime, values: Coefficients): Record<string, HostTensor> {
  return Object.fromEntries(
    COEFFICIENTS.map((name) => [name, runtime.tensor(Float32Array.of(values[name]), [1])]),
  );
}

/** Four sums side by side, so that an addition need not wait for the one before. */
function squareSum(values: Float32Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  const whole = values.length - (values.length % 4);
  for (let i = 0; i < whole; i += 4) {
    a += values[i] * values[i];
    b += values[i + 1] * values[i + 1];
    c += values[i + 2] * values[i + 2];
    d += values[i + 3] * values[i + 3];
  }
  for (let i = whole; i < values.length; i++) a += values[i] * values[i];
  return a + b + (c + d);
}
