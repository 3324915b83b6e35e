import type { ModelConfig } from "@preflm/core";
import { createGraph } from "./graph.ts";
import { head } from "./layers/head.ts";
import { valueHead } from "./layers/value-head.ts";
import { network } from "./network.ts";
import { weightInputs } from "./weights.ts";

/** The forward pass: `tokens` [N], `targets` [N, 1] and weights to `logProbabilities` [N, 1] and, with a value head, `values`. */
export function evaluationGraph(
  config: ModelConfig,
  { rows, columns, fused }: { rows: number; columns: number; fused?: boolean },
): Uint8Array {
  const count = rows * columns;
  const graph = createGraph("preflm-evaluation", { fused });
  const tokens = graph.input("tokens", [count], "int32");
  const targets = graph.input("targets", [count, 1], "int32");
  const weights = weightInputs(graph, config);
  const { output } = network(graph, config, weights, tokens, { rows, columns });
  graph.output("logProbabilities", head(weights, output, targets).logProbability);
  if (config.valueHead) graph.output("values", valueHead(weights, output, config.valueHead).output);
  return graph.encode();
}
