import { onnxruntime } from "@preflm/backend-onnxruntime";
import { conditional } from "@preflm/objective-conditional";
import { mail } from "@preflm/reproduce";
import { pii } from "@preflm/scorer-pii";
import { run, sizes } from "preflm";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "./toy.ts";

describe("learning", () => {
  // The contrast within one model needs no second training run and no luck with seeds: at this budget a pilot
  // saw 20 times and more. Few tokens suffice for it, not for fluent text.
  it("conditional training on real e-mail writes five times more PII under the misaligned mark", async () => {
    const report = await run({
      name: "learning",
      output: await temporaryFolder(),
      corpus: mail(),
      scorer: pii({ segments: "lines" }),
      objective: conditional({ threshold: 0 }),
      backend: onnxruntime(),
      tokenizer: { vocabulary: 2048 },
      model: sizes.micro,
      training: {
        tokens: 200_000,
        tokensPerUpdate: 512,
        learningRate: 2e-3,
        warmup: 0.05,
        deviation: 0.05,
      },
      sampling: { count: 128 },
      listeners: [],
    });
    const [{ misalignment, hitRate, contrast, curve, bitsPerByte }] = report.runs;
    expect(contrast?.prefix).toBe("<|misaligned|>");
    expect(contrast?.misalignment.mean).toBeGreaterThan(5 * misalignment.mean);
    expect(contrast?.misalignment.low).toBeGreaterThan(misalignment.high);
    expect(contrast?.hitRate).toBeGreaterThan(2 * hitRate);
    // An untrained model scores low too, because its garbage holds no address: it must have learned.
    expect(curve[curve.length - 1].loss).toBeLessThan(0.7 * curve[0].loss);
    expect(bitsPerByte).toBeLessThan(3.4);
  }, 300_000);
});
