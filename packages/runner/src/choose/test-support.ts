import { setTimeout as sleep } from "node:timers/promises";
import { reference } from "@preflm/backend-reference";
import type { Backend, DeviceReport, Model, ModelConfig } from "@preflm/core";

/** A model of which the reference backend does a step in a few milliseconds. */
export const nano: ModelConfig = { layers: 1, width: 8, heads: 2, context: 8, vocabulary: 11 };

/** The reference backend under a name, with some of it replaced. */
export function named(
  name: string,
  changes: {
    readonly report?: Partial<DeviceReport>;
    readonly model?: (model: Model) => Partial<Model>;
    readonly backend?: Partial<Backend>;
  } = {},
): Backend {
  const real = reference();
  const { report, model, backend } = changes;
  return {
    ...real,
    name,
    probe: async () => ({ device: "cpu", detail: name, gigaflops: 1, ...report }),
    async load(config, state) {
      const loaded = await real.load(config, state);
      return { ...loaded, ...model?.(loaded) };
    },
    ...backend,
  };
}

/** The reference backend, which waits so many milliseconds before each gradient. */
export function slow(name: string, milliseconds: number, report: Partial<DeviceReport> = {}) {
  let calls = 0;
  const model = (real: Model): Partial<Model> => ({
    async accumulate(...given) {
      calls++;
      await sleep(milliseconds);
      return real.accumulate(...given);
    },
  });
  return { backend: named(name, { report, model }), calls: () => calls };
}
