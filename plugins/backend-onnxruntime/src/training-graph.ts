import type { ModelConfig } from "@preflm/core";
import { createGraph } from "./graph.ts";
import { head } from "./layers/head.ts";
import { fusedLoss, lossInputs } from "./layers/loss.ts";
import { valueHead } from "./layers/value-head.ts";
import { network } from "./network.ts";
import { add, concat } from "./operators.ts";
import { weightInputs } from "./weights.ts";

/** What distinguishes the training graphs of one model. */
export interface TrainingGraphOptions {
  readonly rows: number;
  readonly columns: number;
  /** Whether the loss has an unlikelihood term. */
  readonly unlikelihood?: boolean;
  /** Whether likelihoods are weighted by advantages (models with a value head only). */
  readonly advantage?: boolean;
  /** Whether gradients are added to those of earlier batches. */
  readonly accumulates?: boolean;
  /** Whether operators outside the ONNX standard may be used; true by default. */
  readonly fused?: boolean;
  /** Whether the first output is a sequence: see `node-runtime.ts`. */
  readonly silent?: boolean;
}

/** The token embedding. */
export const EMBEDDING = "wte.weight";

/** The output with the rows of the token embedding's gradient. */
export const EMBEDDING_ROWS = "embeddingRows";

/**
 * A whole training step as one graph: forward pass, fused loss, backward pass.
 *
 * Inputs: `tokens` [N], `targets` [N, 1], the loss (`lossInputs`), every weight by its name and, if it accumulates,
 * every gradient so far as `<weight>/accumulated`. Outputs: `loss` [1, 1], every gradient as `<weight>/gradient`, and
 * `EMBEDDING_ROWS` [2N, C], which the host adds to the gradient of `wte.weight`, at the tokens and then at the targets:
 * an embedding's gradient touches few rows, and ONNX's scatter operators are either slow or add in any order.
 */
export function trainingGraph(config: ModelConfig, options: TrainingGraphOptions): Uint8Array {
  const { rows, columns, unlikelihood = false, advantage = false, accumulates, fused } = options;
  const count = rows * columns;
  const graph = createGraph("preflm-training-step", { fused });
  const tokens = graph.input("tokens", [count], "int32");
  const targets = graph.input("targets", [count, 1], "int32");
  const value = config.valueHead !== undefined;
  const inputs = lossInputs(graph, count, { unlikelihood, value, advantage });
  const weights = weightInputs(graph, config, { accumulates });

  const body = network(graph, config, weights, tokens, { rows, columns });
  const output = graph.scope("head", () => head(weights, body.output, targets));
  const values = value
    ? graph.scope("value_head", () => valueHead(weights, body.output, config.valueHead))
    : undefined;
  const loss = graph.scope("loss", () => fusedLoss(output, values?.output, inputs));
  graph.output("loss", loss.total);

  const { dX, targetRows } = graph.scope("head/backward", () => output.backward(loss.logitScale));
  const dValue = loss.valueGradient;
  const dHidden =
    values && dValue
      ? graph.scope("value_head/backward", () => add(dX, values.backward(dValue)))
      : dX;
  const dEmbedded = body.backward(dHidden);
  graph.scope("embedding/backward", () => body.embedding.backward(dEmbedded));
  graph.output(EMBEDDING_ROWS, concat([dEmbedded, targetRows], 0));
  if (options.silent) graph.sequenceOutput("silence", loss.total);
  return graph.encode();
}
