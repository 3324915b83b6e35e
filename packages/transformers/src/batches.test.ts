import { describe, expect, it } from "vitest";
import { runRows } from "./batches.ts";
import { checkModelOptions, type ModelOptions } from "./options.ts";

const rows = [[1, 2], [3], [4, 5], [6, 7], [8]];

/** The batches that rows run in, and what each row got: here, its own first id twice. */
async function batches(options: ModelOptions) {
  const ran: (readonly (readonly number[])[])[] = [];
  const got: number[][] = [];
  const run = async (batch: readonly (readonly number[])[]) => {
    ran.push(batch);
    return Float32Array.from(batch.flatMap(([first]) => [first, first]));
  };
  const checked = checkModelOptions("test", { folder: ".", ...options });
  await runRows(run, checked, rows, (i, logits) => {
    got[i] = [...logits];
  });
  expect(got).toEqual(rows.map(([first]) => [first, first]));
  return ran;
}

describe("the batches", () => {
  it("hold rows of one length, a lone row twice on the CPU", async () => {
    expect(await batches({ batch: 2 })).toEqual([
      [[3], [8]],
      [
        [1, 2],
        [4, 5],
      ],
      [
        [6, 7],
        [6, 7],
      ],
    ]);
    expect(await batches({})).toEqual([
      [[3], [8]],
      [
        [1, 2],
        [4, 5],
        [6, 7],
      ],
    ]);
  });

  it("are always full on a GPU", async () => {
    const sizes = (await batches({ device: "cuda", batch: 4 })).map((batch) => batch.length);
    expect(sizes).toEqual([4, 4]);
  });

  it("hold one row where the batch would change how numbers are rounded", async () => {
    for (const dtype of ["q8", "q4f16"] as const)
      expect((await batches({ dtype })).every((batch) => batch.length === 1)).toBe(true);
  });
});
