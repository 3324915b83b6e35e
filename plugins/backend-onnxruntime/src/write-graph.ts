import { rename, writeFile } from "node:fs/promises";
import type { ModelConfig } from "@preflm/core";
import { type TrainingGraphOptions, trainingGraph } from "./training-graph.ts";

/**
 * Writes the graph of a training step to an `.onnx` file, to look at in Netron (netron.app) or to run elsewhere.
 * The weights are inputs of the graph, so the file is small whatever the model's size.
 */
export async function writeGraph(
  config: ModelConfig,
  options: TrainingGraphOptions,
  path: string,
): Promise<void> {
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, trainingGraph(config, options));
  await rename(temporary, path);
}
