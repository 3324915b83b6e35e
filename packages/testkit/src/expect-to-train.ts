import type { Backend, Tensors } from "@preflm/core";
import {
  smallWithValues as config,
  randomBatch,
  randomLoss,
  randomState,
  withAdvantage,
} from "./backend/cases.ts";
import { expectTensorsClose, trainingStep, withModel } from "./backend/subject.ts";
import type { BackendTestOptions } from "./test-backend.ts";

/**
 * Rejects unless a backend evaluates, trains for two steps and decodes as the oracle does: every method once, for devices
 * on which the whole kit takes minutes. It registers no test: await it in one of yours.
 */
export async function expectToTrain(
  backend: Backend,
  { oracle, tolerance = 1e-5 }: Pick<BackendTestOptions, "oracle" | "tolerance">,
): Promise<void> {
  const expected = await train(oracle);
  const actual = await train(backend);
  for (const [part, values] of Object.entries(expected))
    expectTensorsClose(part, actual[part], values, tolerance);
}

/** What comes out of every method. */
function train(backend: Backend): Promise<Record<string, Tensors>> {
  return withModel(backend, config, randomState(config), async (model) => {
    const batch = randomBatch(config, 2, 6);
    const loss = withAdvantage(randomLoss(config, batch));
    const [losses, norms]: [number[], number[]] = [[], []];
    for (let step = 0; step < 2; step++) {
      losses.push(await model.accumulate(batch, loss, 0.1));
      norms.push(await model.update(trainingStep));
    }
    const { logProbabilities, values } = await model.evaluate(batch);
    const decoder = await model.decode([Int32Array.of(1, 2, 3), Int32Array.of(4)]);
    await decoder.step(Int32Array.of(5, 6));
    decoder.select([1]);
    await decoder.step(Int32Array.of(7));
    const logits = decoder.logits.slice();
    decoder.dispose();
    const { weights, optimizer } = await model.save();
    return {
      training: { losses: Float32Array.from(losses), norms: Float32Array.from(norms) },
      outputs: { logProbabilities, values: values ?? new Float32Array(0), logits },
      weights,
      "first moments": optimizer?.firstMoment ?? {},
    };
  });
}
