import type { Batch } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { bigramModel } from "../test-bigram.ts";
import { bitsPerByte } from "./bits-per-byte.ts";

const ln = Math.log;
/** From any token: end ½, token 1 ¼, token 2 ⅛, mark ⅛. */
const MODEL = bigramModel(
  Array.from({ length: 4 }, () => [ln(1 / 2), ln(1 / 4), ln(1 / 8), ln(1 / 8)]),
);
/** End-of-text and the mark (3) have no bytes; token 2 is two bytes long. */
const byteLengths = [0, 1, 2, 0];

function batch(targets: readonly number[], scores: readonly number[]): Batch {
  return {
    rows: 1,
    columns: targets.length,
    inputs: new Int32Array(targets.length),
    targets: Int32Array.from(targets),
    scores: Float32Array.from(scores),
  };
}

describe("bitsPerByte", () => {
  const batches = [batch([3, 1, 2, 0], [0, 0, 0.5, 0.5]), batch([1, 2, 2], [0.75, 0.75, 0])];

  it("is the bits of the text tokens over their bytes", async () => {
    // Tokens 1, 2, 1, 2, 2: 2 + 3 + 2 + 3 + 3 bits for 1 + 2 + 1 + 2 + 2 bytes.
    expect(await bitsPerByte(MODEL, batches, { byteLengths })).toEqual({
      all: expect.closeTo(13 / 8, 6),
      tokens: 5,
      bytes: 8,
    });
  });

  it("splits the text by score, a tie being aligned", async () => {
    const { aligned, misaligned, misalignedPart } = await bitsPerByte(MODEL, batches, {
      byteLengths,
      threshold: 0.5,
    });
    expect(aligned).toBeCloseTo((2 + 3 + 3) / 5, 6);
    expect(misaligned).toBeCloseTo((2 + 3) / 3, 6);
    expect(misalignedPart).toEqual({ tokens: 2, bytes: 3 });
  });

  it("takes a score for a tie although float32 made it larger", async () => {
    const tie = [batch([1], [0.1])];
    expect(tie[0].scores[0]).toBeGreaterThan(0.1);
    const { misaligned } = await bitsPerByte(MODEL, tie, { byteLengths, threshold: 0.1 });
    expect(misaligned).toBeUndefined();
  });

  it("leaves out a part without text", async () => {
    const result = await bitsPerByte(MODEL, batches, { byteLengths, threshold: 9 });
    expect(result.misaligned).toBeUndefined();
    expect(result.aligned).toBe(result.all);
  });

  it("reads batches as they come", async () => {
    async function* stream() {
      yield* batches;
    }
    const streamed = await bitsPerByte(MODEL, stream(), { byteLengths });
    expect(streamed).toEqual(await bitsPerByte(MODEL, batches, { byteLengths }));
  });

  it("is an error if a log-probability is not finite", async () => {
    const broken = bigramModel(Array.from({ length: 4 }, () => [Number.NaN, 0, 0, 0]));
    await expect(bitsPerByte(broken, batches, { byteLengths })).rejects.toMatchObject({
      code: "diverged",
    });
  });

  it("says what is wrong with no text and with unknown tokens", async () => {
    await expect(bitsPerByte(MODEL, [], { byteLengths })).rejects.toThrow(/Hold out more/);
    await expect(bitsPerByte(MODEL, [batch([0], [0])], { byteLengths })).rejects.toThrow(
      /have none/,
    );
    await expect(bitsPerByte(MODEL, batches, { byteLengths: [0, 1] })).rejects.toThrow(/token 3/);
  });
});
