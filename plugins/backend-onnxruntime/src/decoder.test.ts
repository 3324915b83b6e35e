import { type Decoder, type Model, random } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { onnxruntime } from "./index.ts";

const config = { layers: 2, width: 16, heads: 2, context: 60, vocabulary: 19 };
const { vocabulary } = config;
const uniform = random(1, "decoder");
const draw = (length: number) => Int32Array.from({ length }, () => vocabulary * uniform());

let model: Model;
beforeAll(async () => {
  model = await onnxruntime({ threads: 2 }).load(config, initialise(config, 1, 0.3));
});
afterAll(() => model.dispose());

/** ln p of one token after a row, by `evaluate`. */
async function evaluated(row: readonly number[], token: number): Promise<number> {
  const [inputs, columns] = [Int32Array.from(row), row.length];
  const targets = Int32Array.from([...row.slice(1), token]);
  const batch = { rows: 1, columns, inputs, targets, scores: new Float32Array(columns) };
  return (await model.evaluate(batch)).logProbabilities[columns - 1];
}

function decoded({ logits }: Decoder, row: number, token: number): number {
  const own = logits.slice(row * vocabulary, (row + 1) * vocabulary);
  return own[token] - Math.log(own.reduce((sum, logit) => sum + Math.exp(logit), 0));
}

describe("the decoder", () => {
  it("gives a row the same bits whatever the lengths of the rows beside it, on one thread", async () => {
    const single = await onnxruntime({ threads: 1 }).load(config, initialise(config, 1, 0.3));
    const prompts = [3, 17, 30, 41].map((length) => draw(length));
    const together = await single.decode(prompts);
    for (const [r, prompt] of prompts.entries()) {
      const twice = await single.decode([prompt, prompt]); // one row takes another product of matrices
      for (let step = 0; step < 15; step++) {
        if (r === 0) await together.step(Int32Array.of(step, step, step, step));
        await twice.step(Int32Array.of(step, step));
      }
      expect(together.logits.subarray(r * vocabulary, (r + 1) * vocabulary)).toEqual(
        twice.logits.subarray(0, vocabulary),
      );
      twice.dispose();
    }
    together.dispose();
    single.dispose();
  });

  it("reads more prompts than fit one run", async () => {
    const prompts = Array.from({ length: 230 }, (_, i) => draw(20 + (i % 3)));
    const decoder = await model.decode(prompts);
    await decoder.step(new Int32Array(prompts.length));
    for (const r of [0, 100, 195, 196, 229])
      expect(decoded(decoder, r, 2)).toBeCloseTo(await evaluated([...prompts[r], 0], 2), 4);
    decoder.dispose();
  });
});
