import type { Tensor } from "../graph.ts";
import { gemm, reshape } from "../operators.ts";

/** Σₙ factorₙ·Xₙ of X[N, C] as a row [1, C], the factors 1 if not given, plus C: one matrix product. */
export function columnSums(
  x: Tensor,
  { factors, c }: { factors?: Tensor; c?: Tensor } = {},
): Tensor {
  const count = x.shape[0];
  const row = factors
    ? reshape(factors, [1, count])
    : x.graph.constant(Array<number>(count).fill(1), [1, count]);
  return gemm(row, x, { c });
}
