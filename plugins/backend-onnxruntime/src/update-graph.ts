import { createGraph } from "./graph.ts";
import { add, divide, multiply, squareRoot, subtract } from "./operators.ts";

/** Names of the scalars that an AdamW step computes on the host. */
export const COEFFICIENTS = [
  "beta1",
  "beta2",
  "gradientScale1",
  "gradientScale2",
  "epsilon",
  "rate",
  "keep",
] as const;

/** An AdamW step's scalars, [1] each. */
export type Coefficients = Readonly<Record<(typeof COEFFICIENTS)[number], number>>;

/**
 * One AdamW step (Loshchilov & Hutter 2019, Algorithm 2) on `size` numbers, from `weight`, `gradient`, `first` and
 * `second` to `newWeight`, `newFirst` and `newSecond`, with the scalars gathered so that it takes few passes:
 *
 *     m ← β₁·m + [(1 − β₁)·clip]·g
 *     v ← β₂·v + [(1 − β₂)·clip²]·g²
 *     w ← [1 − η·λ]·w − [η·√(1 − β₂ᵗ)/(1 − β₁ᵗ)]·m/(√v + [ε·√(1 − β₂ᵗ)])
 */
export function updateGraph(size: number, { fused = true, silent = false } = {}): Uint8Array {
  const graph = createGraph("preflm-adamw", { fused });
  const array = (name: string) => graph.input(name, [size]);
  const number = (name: (typeof COEFFICIENTS)[number]) => graph.input(name, [1]);
  const [weight, gradient, first, second] = ["weight", "gradient", "first", "second"].map(array);
  const newFirst = add(
    multiply(first, number("beta1")),
    multiply(gradient, number("gradientScale1")),
  );
  const newSecond = add(
    multiply(second, number("beta2")),
    multiply(multiply(gradient, gradient), number("gradientScale2")),
  );
  const direction = divide(newFirst, add(squareRoot(newSecond), number("epsilon")));
  const kept = multiply(weight, number("keep"));
  const newWeight = subtract(kept, multiply(direction, number("rate")));
  graph.output("newWeight", newWeight);
  graph.output("newFirst", newFirst);
  graph.output("newSecond", newSecond);
  if (silent) graph.sequenceOutput("silence", graph.constant([0]));
  return graph.encode();
}
