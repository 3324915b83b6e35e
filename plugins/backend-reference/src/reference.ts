import { type Backend, checkOptions, type DeviceReport } from "@preflm/core";
import { linearForward } from "./linear.ts";
import { createModel } from "./model.ts";

/**
 * The backend that people read: GPT-2 training in plain loops, weights in float32, arithmetic in float64.
 * Slow, without dependencies, gradient-checked; the others are measured against it. It takes no options.
 */
export function reference(options: Readonly<Record<string, never>> = {}): Backend {
  checkOptions("reference", options, []);
  return {
    specificationVersion: "v1",
    name: "reference",
    async probe() {
      return probe();
    },
    async load(config, state) {
      return createModel(config, state);
    },
  };
}

/** Times products of 128 × 128 matrices for about 50 ms. */
function probe(): DeviceReport {
  const size = 128;
  const weights = {
    "probe.weight": new Float32Array(size * size).fill(1),
    "probe.bias": new Float32Array(size),
  };
  const x = new Float64Array(size * size).fill(1);
  const start = performance.now();
  let products = 0;
  let seconds = 0;
  while (seconds < 0.05) {
    linearForward(weights, "probe", x);
    products++;
    seconds = (performance.now() - start) / 1000;
  }
  return {
    device: "cpu",
    detail: "plain TypeScript loops in float64, one thread",
    gigaflops: (products * 2 * size ** 3) / seconds / 1e9,
  };
}
