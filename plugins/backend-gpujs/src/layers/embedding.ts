import type { Tensor } from "../device.ts";
import type { Scope } from "../scope.ts";
import { grow, type Weights } from "../weights.ts";

/** out[N, C] = wte[token] + wpe[position], for tokens[1, N] and positions[1, N]. */
export function embeddingForward(
  scope: Scope,
  weights: Weights,
  tokens: Tensor,
  positions: Tensor,
): Promise<Tensor> {
  const wte = weights["wte.weight"];
  return scope.run({
    values: { wte, wpe: weights["wpe.weight"], tokens, positions },
    rows: tokens.columns,
    columns: wte.columns,
    body: "return wte[tokens[0][row]][column] + wpe[positions[0][row]][column];",
  });
}

/**
 * Adds dOut[N, C] to the gradients of the tokens and positions that were looked up. A kernel writes only its own
 * element, so the scatter is a gather: each row of a table collects from where it was used.
 *
 * @param rows B with N = B·T
 */
export async function embeddingBackward(
  scope: Scope,
  gradients: Weights,
  tokens: Int32Array,
  rows: number,
  dOut: Tensor,
): Promise<void> {
  const N = tokens.length;
  const T = N / rows;
  await grow(scope, gradients, "wte.weight", async (sum) => {
    const { first, count, places } = uses(tokens, sum.rows);
    const index = {
      first: await scope.upload(first, 1, sum.rows),
      count: await scope.upload(count, 1, sum.rows),
      places: await scope.upload(places, 1, N),
    };
    return scope.run({
      values: { sum, dOut, ...index },
      rows: sum.rows,
      columns: sum.columns,
      body: `
        let total = sum[row][column];
        const from = first[0][row];
        for (let k = 0; k < ${N}; k++) {
          if (k >= count[0][row]) break;
          total += dOut[places[0][from + k]][column];
        }
        return total;`,
    });
  });
  await grow(scope, gradients, "wpe.weight", (sum) =>
    scope.run({
      values: { sum, dOut },
      rows: sum.rows,
      columns: sum.columns,
      body: `
        let total = sum[row][column];
        if (row < ${T}) {
          for (let b = 0; b < ${rows}; b++) total += dOut[b * ${T} + row][column];
        }
        return total;`,
    }),
  );
}

/** Where each of V tokens stands: `count` places, in `places` from `first` on. */
function uses(tokens: Int32Array, V: number) {
  const count = new Int32Array(V);
  for (const token of tokens) count[token]++;
  const first = new Int32Array(V);
  for (let v = 1; v < V; v++) first[v] = first[v - 1] + count[v - 1];
  const next = first.slice();
  const places = new Int32Array(tokens.length);
  tokens.forEach((token, n) => {
    places[next[token]++] = n;
  });
  return { first, count, places };
}
