import { reference } from "@preflm/backend-reference";
import type { Backend } from "@preflm/core";
import { describe, expect, it } from "vitest";
import {
  accumulating,
  decoder,
  loading,
  models,
  updating,
  withGradient,
} from "./backend/test-support.ts";
import { expectToTrain } from "./expect-to-train.ts";

const oracle = reference();

/** A bug in each method, some of them small. */
const bugs: readonly (readonly [string, Backend])[] = [
  [
    "one element of a gradient off by a thousandth",
    withGradient((gradient) => {
      gradient["h.0.mlp.c_fc.weight"][7] *= 1 + 1e-3;
    }),
  ],
  [
    "a loss without its value term",
    accumulating((model, batch, loss, scale) =>
      model.accumulate(batch, { ...loss, value: { ...loss.value!, weight: 0 } }, scale),
    ),
  ],
  ["no clipping", updating((model, step) => model.update({ ...step, clipNorm: Infinity }))],
  [
    "values left out",
    models((model) => ({
      evaluate: async (batch) => ({
        logProbabilities: (await model.evaluate(batch)).logProbabilities,
      }),
    })),
  ],
  [
    "another row selected",
    models((model) => ({
      async decode(prompts) {
        const real = await model.decode(prompts);
        return decoder(real, { select: () => real.select([0]) });
      },
    })),
  ],
  [
    "decoding with the weights before the updates",
    models((model, state) => {
      const stale = reference().load(model.config, state);
      return { decode: async (prompts) => (await stale).decode(prompts) };
    }),
  ],
  [
    "weights that differ by a hundredth of a percent",
    loading((state) => ({
      weights: {
        ...state.weights,
        "wpe.weight": state.weights["wpe.weight"].map((w) => w * 1.0001),
      },
    })),
  ],
];

describe("expectToTrain", () => {
  it("accepts what does as the oracle does", async () => {
    await expectToTrain(reference(), { oracle, tolerance: 0 });
  });

  it.each(bugs)("catches %s", async (_, backend) => {
    await expect(expectToTrain(backend, { oracle })).rejects.toThrow(/expected/);
  });

  it("allows what the caller allows", async () => {
    const [, backend] = bugs[bugs.length - 1];
    await expectToTrain(backend, { oracle, tolerance: 1e-2 });
  });
});
