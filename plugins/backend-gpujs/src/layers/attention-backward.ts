import type { Tensor } from "../device.ts";
import { quotient, sumOf } from "../kernels.ts";
import type { Scope } from "../scope.ts";
import type { Attention, AttentionShape } from "./attention.ts";

/**
 * dQkv[N, 3C] from dOut[N, C], for `attentionForward` in training: N = B·T, every row has a query at each of its T
 * positions.
 *
 *     dPₜₛ = dOutₜ·vₛ,  dSₜₛ = Pₜₛ·(dPₜₛ − Σₛ Pₜₛ·dPₜₛ)/√D,  dqₜ = Σₛ dSₜₛ·kₛ,  dkₛ = Σₜ dSₜₛ·qₜ,  dvₛ = Σₜ Pₜₛ·dOutₜ
 */
export async function attentionBackward(
  scope: Scope,
  qkv: Tensor,
  { probabilities }: Attention,
  { width: C, heads: H, room: T }: AttentionShape,
  dOut: Tensor,
): Promise<Tensor> {
  const N = qkv.rows;
  const D = C / H;
  const dProbabilities = await scope.run({
    values: { qkv, dOut },
    rows: N * H,
    columns: T,
    body: `
      const n = ${quotient("row", H)};
      const channel = (row - n * ${H}) * ${D};
      const start = ${quotient("n", T)} * ${T};
      let dot = 0;
      if (column <= n - start) {
        for (let d = 0; d < ${D}; d++)
          dot += dOut[n][channel + d] * qkv[start + column][${2 * C} + channel + d];
      }
      return dot;`,
  });
  const mean = await scope.run({
    values: { probabilities, dProbabilities },
    rows: 1,
    columns: N * H,
    body: `${sumOf(T, (s) => `probabilities[column][${s}] * dProbabilities[column][${s}]`)} return sum;`,
  });
  const dScores = await scope.run({
    values: { probabilities, dProbabilities, mean },
    rows: N * H,
    columns: T,
    body: `
      const change = dProbabilities[row][column] - mean[0][row];
      return probabilities[row][column] * change * ${1 / Math.sqrt(D)};`,
  });
  // Queries, keys and values side by side again: the third that a column lies in says which sum it is.
  return scope.run({
    values: { qkv, dOut, probabilities, dScores },
    rows: N,
    columns: 3 * C,
    body: `
      const third = ${quotient("column", C)};
      const c = column - third * ${C};
      const head = ${quotient("c", D)};
      const start = ${quotient("row", T)} * ${T};
      const own = row - start;
      let sum = 0;
      for (let t = 0; t < ${T}; t++) {
        const n = start + t;
        if (third < 0.5) {
          if (t <= own) sum += dScores[row * ${H} + head][t] * qkv[n][${C} + c];
        } else if (t >= own) {
          if (third < 1.5) sum += dScores[n * ${H} + head][own] * qkv[n][c];
          else sum += probabilities[n * ${H} + head][own] * dOut[n][c];
        }
      }
      return sum;`,
  });
}
