import type { Batch } from "@preflm/core";
import { expectClose, expectRejection, expectSame, expectTrue } from "../compare.ts";
import { randomBatch, randomState, small, smallWithValues } from "./cases.ts";
import { type BackendLaw, withModel } from "./subject.ts";

/** Laws of `probe` and `evaluate`. */
export const outputLaws: readonly BackendLaw[] = [
  {
    name: "names itself, its contract's version and the device that runs, with its measured speed",
    async check({ backend }) {
      const { specificationVersion, name } = backend;
      expectTrue(
        specificationVersion === "v1",
        `The contract's version is ${specificationVersion}.`,
      );
      expectTrue(typeof name === "string" && name !== "", "A backend must have a name.");
      const { device, detail, gigaflops } = await backend.probe();
      expectTrue(device !== "" && detail !== "", "probe() must name the device and its details.");
      expectTrue(
        gigaflops > 1e-3 && gigaflops < 1e7,
        `probe() must measure a speed in 10⁹ operations per second, got ${gigaflops}.`,
      );
    },
  },
  {
    name: "refuses to probe or load on a device that is not there, and never takes another",
    skip: ({ unavailable }) => (unavailable ? undefined : "none is given as `unavailable`"),
    async check({ unavailable = [] }) {
      for (const backend of unavailable) {
        for (const [method, call] of Object.entries({
          "probe()": () => backend.probe(),
          "load()": () => backend.load(small, randomState(small)),
        })) {
          const what = `${method} on a device that is not there`;
          await expectRejection(what, call, "unavailable");
        }
      }
    },
  },
  {
    name: "gives probabilities: none above 1, and they sum to 1 over the vocabulary",
    async check({ backend, tolerance }) {
      const { vocabulary } = small;
      const columns = 3;
      const one = randomBatch(small, 1, columns);
      const batch: Batch = {
        rows: vocabulary,
        columns,
        inputs: Int32Array.from(
          { length: vocabulary * columns },
          (_, i) => one.inputs[i % columns],
        ),
        targets: Int32Array.from({ length: vocabulary * columns }, (_, i) =>
          Math.floor(i / columns),
        ),
        scores: new Float32Array(vocabulary * columns),
      };
      await withModel(backend, small, randomState(small), async (model) => {
        const { logProbabilities } = await model.evaluate(batch);
        expectTrue(
          logProbabilities instanceof Float32Array,
          "logProbabilities must be a Float32Array.",
        );
        const sums = new Float64Array(columns);
        for (let i = 0; i < logProbabilities.length; i++) {
          expectTrue(
            logProbabilities[i] <= 0,
            `Log-probability ${i} is ${logProbabilities[i]}, above 0.`,
          );
          sums[i % columns] += Math.exp(logProbabilities[i]);
        }
        expectClose("sum of probabilities", sums, [1, 1, 1], tolerance);
      });
    },
  },
  {
    name: "sees no later token and no other row",
    async check({ backend, tolerance }) {
      const [rows, columns, changed] = [2, 6, 3];
      const batch = randomBatch(smallWithValues, rows, columns);
      const inputs = batch.inputs.slice();
      for (let i = changed; i < inputs.length; i++) inputs[i] = (inputs[i] + 1) % small.vocabulary;
      await withModel(backend, smallWithValues, randomState(smallWithValues), async (model) => {
        const before = await model.evaluate(batch);
        const after = await model.evaluate({ ...batch, inputs });
        for (const key of ["logProbabilities", "values"] as const) {
          expectClose(
            `${key} before the first changed token`,
            after[key]?.slice(0, changed) ?? [],
            before[key]?.slice(0, changed) ?? [],
            tolerance,
          );
        }
      });
    },
  },
  {
    name: "gives values exactly if the model has a value head",
    async check({ backend }) {
      for (const config of [small, smallWithValues]) {
        await withModel(backend, config, randomState(config), async (model) => {
          const { values } = await model.evaluate(randomBatch(config, 2, 3));
          expectTrue(
            (values ?? new Float32Array(0)) instanceof Float32Array,
            "values must be a Float32Array.",
          );
          expectTrue(
            (values?.length ?? 0) === (config.valueHead ? 6 : 0),
            `A model ${config.valueHead ? "with" : "without"} a value head gave ${values?.length ?? "no"} values for 6 predictions.`,
          );
        });
      }
    },
  },
  {
    name: "keeps apart the results of successive calls",
    async check({ backend }) {
      await withModel(backend, small, randomState(small), async (model) => {
        const first = await model.evaluate(randomBatch(small, 2, 3, 1));
        const copy = first.logProbabilities.slice();
        await model.evaluate(randomBatch(small, 2, 3, 2));
        expectSame("log-probabilities after another evaluate()", first.logProbabilities, copy);
      });
    },
  },
];
