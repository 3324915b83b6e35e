import type { Batch } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { installedPlugins } from "preflm";
import type { Setting } from "./setting.ts";

const UPDATES = 6;

/** Seconds that training takes for one token on so many threads, measured on a few updates of a new model. */
export async function measureStep({ project, scale }: Setting, threads: number): Promise<number> {
  const backend = await installedPlugins(project).resolve("backend", {
    use: "onnxruntime",
    threads,
  });
  const { model: size, vocabulary, tokensPerUpdate, learningRate } = scale;
  const config = { ...size, vocabulary };
  const model = await backend.load(config, initialise(config, 1));
  const inputs = Int32Array.from({ length: tokensPerUpdate }, (_, i) => i % vocabulary);
  const scores = new Float32Array(tokensPerUpdate);
  const rows = tokensPerUpdate / size.context;
  const batch: Batch = { rows, columns: size.context, inputs, targets: inputs, scores };
  const loss = { likelihood: new Float32Array(tokensPerUpdate).fill(1) };
  const options = { beta1: 0.9, beta2: 0.98, epsilon: 1e-8, weightDecay: 0, clipNorm: 1 };
  const seconds: number[] = [];
  try {
    for (let update = 0; update < UPDATES; update++) {
      const began = performance.now();
      await model.accumulate(batch, loss, 1 / tokensPerUpdate);
      await model.update({ learningRate, ...options });
      seconds.push((performance.now() - began) / 1000);
    }
  } finally {
    model.dispose();
  }
  return seconds.sort((a, b) => a - b)[UPDATES / 2] / tokensPerUpdate;
}
