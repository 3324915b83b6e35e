import type { Tensor } from "../device.ts";
import type { Scope } from "../scope.ts";

/** The softmax of logits[N, V] at a target each, kept so that 1 − p stays exact however near p is to 1. All [1, N]. */
export interface Softmax {
  /** [N, V] */
  readonly logits: Tensor;
  readonly targets: Tensor;
  /** The largest logit of each row. */
  readonly largest: Tensor;
  /** Σ e^(logit − largest), the target left out: 1 − p = rest/total. */
  readonly rest: Tensor;
  /** The same with the target. */
  readonly total: Tensor;
  /** ℓ ≤ 0. */
  readonly logProbabilities: Tensor;
}

/** ℓ[N] = log softmax(logits[N, V]) at the targets[1, N]. */
export async function softmaxForward(
  scope: Scope,
  logits: Tensor,
  targets: Tensor,
): Promise<Softmax> {
  const { rows: N, columns: V } = logits;
  const perToken = (values: Readonly<Record<string, Tensor>>, body: string) =>
    scope.run({ values, rows: 1, columns: N, body });
  const largest = await perToken(
    { logits },
    `
      let largest = logits[column][0];
      for (let v = 1; v < ${V}; v++) largest = Math.max(largest, logits[column][v]);
      return largest;`,
  );
  const rest = await perToken(
    { logits, targets, largest },
    `
      const target = targets[0][column];
      let sum = 0;
      for (let v = 0; v < ${V}; v++) {
        if (v !== target) sum += Math.exp(logits[column][v] - largest[0][column]);
      }
      return sum;`,
  );
  const total = await perToken(
    { logits, targets, largest, rest },
    "return rest[0][column] + Math.exp(logits[column][targets[0][column]] - largest[0][column]);",
  );
  const logProbabilities = await perToken(
    { logits, targets, largest, total },
    `
      const own = logits[column][targets[0][column]] - largest[0][column];
      return Math.min(own - Math.log(total[0][column]), 0);`,
  );
  return { logits, targets, largest, rest, total, logProbabilities };
}

/** dLogits[N, V] = scale[N] · (softmax − onehot(target)); at the target that is −scale·(1 − p). */
export function softmaxBackward(
  scope: Scope,
  { logits, targets, largest, rest, total }: Softmax,
  scale: Tensor,
): Promise<Tensor> {
  return scope.run({
    values: { logits, targets, largest, rest, total, scale },
    rows: logits.rows,
    columns: logits.columns,
    body: `
      let share = Math.exp(logits[row][column] - largest[0][row]);
      if (column === targets[0][row]) share = -rest[0][row];
      return scale[0][row] * share / total[0][row];`,
  });
}
