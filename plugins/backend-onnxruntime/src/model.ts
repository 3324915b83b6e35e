import {
  type AdamW,
  type Batch,
  checkAdamW,
  checkBatch,
  checkTokenLoss,
  type Model,
  type ModelConfig,
  type ModelState,
  PreflmError,
  type TokenLoss,
  type TokenOutputs,
} from "@preflm/core";
import { checkState, layout } from "@preflm/gpt";
import { adamw, gradientNorm } from "./adamw.ts";
import { createDecoder } from "./decoder.ts";
import { promptGraph, stepGraph } from "./decoding-graph.ts";
import { evaluationGraph } from "./evaluation-graph.ts";
import type { HostTensor, Runtime, Session } from "./runtime.ts";
import { createStore, type Kind } from "./store.ts";
import { EMBEDDING, EMBEDDING_ROWS, trainingGraph } from "./training-graph.ts";
import { deviceTransfer, hostTransfer } from "./transfer.ts";

/** A GPT whose state lies in host memory and whose arithmetic is graphs, compiled when a shape is first met. */
export function createModel(runtime: Runtime, config: ModelConfig, state: ModelState): Model {
  checkState(config, state);
  const { fused, inPlace: silent } = runtime;
  const store = createStore(config, state);
  const parameters = layout(config);
  const transfer = (runtime.resident ? deviceTransfer : hostTransfer)(runtime, config, store);
  const sessions = new Map<string, Promise<Session>>();
  /** Sessions that are done with, but for a gradient on the device that one of them may have made. */
  let retired: Promise<Session>[] = [];
  let step = state.optimizer?.step ?? 0;
  /** Whether the gradient holds anything: if not, the next batch overwrites it. */
  let accumulated = false;
  let disposed = false;

  const copy = (kind: Kind) =>
    Object.fromEntries(parameters.map(({ name }) => [name, store.views[kind][name].slice()]));
  const compiled = (
    key: object,
    graph: () => Uint8Array,
    keeps: readonly string[] = [],
  ): Promise<Session> => {
    const name = JSON.stringify(key);
    const session = sessions.get(name) ?? runtime.compile(graph(), { keeps });
    sessions.delete(name);
    sessions.set(name, session); // the last used is last
    for (const [oldest, old] of sessions) {
      if (sessions.size <= MOST_SESSIONS) break;
      sessions.delete(oldest);
      retired.push(old);
    }
    if (!accumulated) releaseRetired();
    return session;
  };
  const releaseRetired = () => {
    for (const session of retired) release(session);
    retired = [];
  };
  const alive = () => {
    if (disposed)
      throw new PreflmError("invalid-input", "This model is disposed of; load it again.");
  };
  const inputs = ({ rows, columns, inputs, targets }: Batch) => ({
    tokens: runtime.tensor(inputs, [rows * columns]),
    targets: runtime.tensor(targets, [rows * columns, 1]),
  });

  return {
    config,
    async accumulate(batch: Batch, loss: TokenLoss, scale: number): Promise<number> {
      alive();
      checkBatch(batch, config);
      checkTokenLoss(loss, batch, config, scale);
      const { rows, columns } = batch;
      const options = {
        rows,
        columns,
        unlikelihood: loss.unlikelihood !== undefined,
        advantage: loss.value?.advantage !== undefined,
        accumulates: accumulated,
        fused,
        silent,
      };
      const graph = () => trainingGraph(config, options);
      const session = await compiled(options, graph, transfer.keeps);
      const total = runtime.tensor(new Float32Array(1), [1, 1]);
      const embeddingRows = new Float32Array(2 * batch.inputs.length * config.width);
      const gradient = await session.run(
        {
          ...inputs(batch),
          ...lossTensors(runtime, batch, loss, scale),
          ...(await transfer.weights()),
          ...(accumulated ? transfer.gradient() : {}),
        },
        {
          loss: total,
          [EMBEDDING_ROWS]: runtime.tensor(embeddingRows, [2 * batch.inputs.length, config.width]),
          ...transfer.outputs,
        },
      );
      transfer.keep(gradient);
      addRows(store.views.gradient[EMBEDDING], embeddingRows, [batch.inputs, batch.targets]);
      accumulated = true;
      return total.data[0];
    },

    async update(options: AdamW): Promise<number> {
      alive();
      checkAdamW(options);
      if (accumulated) await transfer.collect();
      else for (const { arrays } of store.slabs) arrays.gradient.fill(0);
      const norm = gradientNorm(store);
      step++;
      adamw(store, options, step, norm);
      accumulated = false;
      transfer.forget();
      return norm;
    },

    async evaluate(batch: Batch): Promise<TokenOutputs> {
      alive();
      checkBatch(batch, config);
      const { rows, columns } = batch;
      const session = await compiled({ evaluate: { rows, columns } }, () =>
        evaluationGraph(config, { rows, columns, fused }),
      );
      const logProbabilities = new Float32Array(rows * columns);
      const values = config.valueHead ? new Float32Array(rows * columns) : undefined;
      const column = (data: Float32Array) => runtime.tensor(data, [rows * columns, 1]);
      await session.run(
        { ...inputs(batch), ...(await transfer.weights()) },
        {
          logProbabilities: column(logProbabilities),
          ...(values ? { values: column(values) } : {}),
        },
      );
      return { logProbabilities, ...(values ? { values } : {}) };
    },

    async decode(prompts) {
      alive();
      return createDecoder(
        {
          runtime,
          config,
          weights: transfer.weights,
          alive,
          promptSession: (rows, columns) =>
            compiled({ prompt: { rows, columns } }, () =>
              promptGraph(config, { rows, columns, fused, silent }),
            ),
          stepSession: () => compiled({ step: {} }, () => stepGraph(config, { fused, silent })),
        },
        prompts,
      );
    },

    async save(): Promise<ModelState> {
      alive();
      return {
        weights: copy("weight"),
        ...(step > 0
          ? {
              optimizer: {
                step,
                firstMoment: copy("firstMoment"),
                secondMoment: copy("secondMoment"),
              },
            }
          : {}),
      };
    },

    dispose() {
      if (disposed) return;
      disposed = true;
      transfer.dispose();
      retired.push(...sessions.values());
      releaseRetired();
      sessions.clear();
    },
  };
}

/** A compiled graph keeps the memory of its last run, so the shapes met longest ago are forgotten. */
const MOST_SESSIONS = 16;

function release(session: Promise<Session>): void {
  session.then((s) => s.release()).catch(() => {}); // a failed compilation holds nothing
}

/** Adds the rows, one for each token of the arrays in turn, to the table at the tokens. */
function addRows(table: Float32Array, rows: Float32Array, tokens: readonly Int32Array[]): void {
  const count = tokens.reduce((sum, array) => sum + array.length, 0);
  const width = rows.length / count;
  let from = 0;
  for (const array of tokens) {
    for (const token of array) {
      const to = token * width;
      for (let c = 0; c < width; c++) table[to + c] += rows[from + c];
      from += width;
    }
  }
}

/** A token loss as the training graph's inputs. */
function lossTensors(
  runtime: Runtime,
  { rows, columns }: Batch,
  { likelihood, unlikelihood, value }: TokenLoss,
  scale: number,
): Record<string, HostTensor> {
  const column = (data: Float32Array) => runtime.tensor(data, [rows * columns, 1]);
  const number = (data: number) => runtime.tensor(Float32Array.of(data), [1]);
  return {
    likelihood: column(likelihood),
    scale: number(scale),
    ...(unlikelihood ? { unlikelihood: column(unlikelihood) } : {}),
    ...(value ? { reward: column(value.target), valueWeight: number(value.weight) } : {}),
    ...(value?.advantage
      ? { beta: number(value.advantage.beta), maxWeight: number(value.advantage.maxWeight) }
      : {}),
  };
}
