import { join } from "node:path";
import type { Batch, ModelState } from "@preflm/core";
import { writeFileAtomic } from "./files.ts";
import { Divergence } from "./train.ts";

/** Throws unless all weights are finite: a checkpoint that cannot be gone on from must not replace one that can. */
export function expectFinite(
  { weights }: ModelState,
  step: number,
  batches: readonly Batch[],
): void {
  for (const [name, values] of Object.entries(weights)) {
    const bad = values.find((value) => !Number.isFinite(value));
    if (bad !== undefined) throw new Divergence(step, `weight ${name} is ${bad}`, batches);
  }
}

/** Writes the batches that training diverged at into the folder, and says so in the error. */
export async function saveDivergence(error: Divergence, folder: string): Promise<void> {
  const batches = error.batches.map(({ rows, columns, inputs, targets, scores }) => ({
    rows,
    columns,
    inputs: [...inputs],
    targets: [...targets],
    scores: [...scores],
  }));
  const path = join(folder, "diverged.json");
  await writeFileAtomic(path, `${JSON.stringify({ error: error.message, batches })}\n`);
  error.message += ` The batch is in ${path}; earlier checkpoints are untouched.`;
}
