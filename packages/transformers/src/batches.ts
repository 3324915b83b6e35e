import type { LoadedModel } from "./load.ts";
import type { CheckedOptions } from "./options.ts";

/**
 * Runs the model on rows of token ids of any lengths, and hands over the logits of each row.
 *
 * A row gets the same numbers alone as among others. Rows of equal length run together, so nothing is padded. On the
 * CPU a row of a product does not depend on the other rows, except that processors may have another routine for a
 * matrix of one row: a lone row runs twice. GPUs choose their routine by the shape: there a batch is always full.
 * With weights of few bits, activations are rounded by the range of the whole batch: there each row runs alone.
 */
export async function runRows(
  run: LoadedModel["run"],
  { batch, device, dtype }: CheckedOptions,
  rows: readonly (readonly number[])[],
  take: (row: number, logits: Float32Array) => void,
): Promise<void> {
  const whole = dtype === "fp32" || dtype === "fp16";
  const most = whole ? Math.max(2, batch) : 1;
  const least = whole ? (device === "cpu" || device === "wasm" ? 2 : most) : 1;
  const order = rows.map((_, i) => i).sort((a, b) => rows[a].length - rows[b].length || a - b);
  for (let start = 0; start < order.length; ) {
    const { length } = rows[order[start]];
    let end = start + 1;
    while (end < order.length && end - start < most && rows[order[end]].length === length) end++;
    const chosen = order.slice(start, end);
    const filled = chosen.map((i) => rows[i]);
    while (filled.length < least) filled.push(filled[0]);
    const logits = await run(filled);
    const size = logits.length / filled.length;
    for (const [k, i] of chosen.entries()) take(i, logits.subarray(k * size, (k + 1) * size));
    start = end;
  }
}
