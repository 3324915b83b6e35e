import {
  type AdamW,
  type Batch,
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
import { createOptimizer } from "./adamw.ts";
import { createDecoder } from "./decoder.ts";
import { promptGraph, stepGraph } from "./decoding-graph.ts";
import { evaluationGraph } from "./evaluation-graph.ts";
import type { HostTensor, Runtime, Session } from "./runtime.ts";
import { copyViews, createStore } from "./store.ts";
import { trainingGraph } from "./training-graph.ts";
import { gradientInput, gradientOutput, matrixShape } from "./weights.ts";

/** A GPT whose state lies in host memory and whose arithmetic is graphs, compiled when a shape is first met. */
export async function createModel(
  runtime: Runtime,
  config: ModelConfig,
  state: ModelState,
): Promise<Model> {
  checkState(config, state);
  const { fused, inPlace: silent } = runtime;
  const store = createStore(config, state);
  const optimizer = await createOptimizer(runtime, store);
  const parameters = layout(config);
  const tensors = (views: Readonly<Record<string, Float32Array>>, rename: (n: string) => string) =>
    Object.fromEntries(
      parameters.map(({ name, shape }) => [rename(name), runtime.tensor(views[name], shape)]),
    );
  const gradients = (rename: (n: string) => string) =>
    Object.fromEntries(
      parameters.map(({ name, shape }) => [
        rename(name),
        runtime.tensor(store.gradient.views[name], matrixShape(shape)),
      ]),
    );
  const weights = tensors(store.weights.views, (name) => name);
  const gradientInputs = gradients(gradientInput);
  const gradientOutputs = gradients(gradientOutput);
  const sessions = new Map<string, Promise<Session>>();
  let step = state.optimizer?.step ?? 0;
  /** Whether the gradient holds anything: if not, the next batch overwrites it. */
  let accumulated = false;
  let disposed = false;

  const compiled = (key: object, graph: () => Uint8Array): Promise<Session> => {
    const name = JSON.stringify(key);
    let session = sessions.get(name);
    if (!session) {
      session = runtime.compile(graph());
      sessions.set(name, session);
    }
    return session;
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
      checkTokenLoss(loss, batch, config);
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
      const session = await compiled(options, () => trainingGraph(config, options));
      const total = runtime.tensor(new Float32Array(1), [1, 1]);
      await session.run(
        {
          ...inputs(batch),
          ...lossTensors(runtime, batch, loss, scale),
          ...weights,
          ...(accumulated ? gradientInputs : {}),
        },
        { loss: total, ...gradientOutputs },
      );
      accumulated = true;
      return total.data[0];
    },

    async update(options: AdamW): Promise<number> {
      alive();
      if (!accumulated) store.gradient.all.fill(0);
      const norm = await optimizer.update(options, step + 1);
      step++;
      accumulated = false;
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
        { ...inputs(batch), ...weights },
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
          weights,
          alive,
          promptSession: (rows, columns) =>
            compiled({ prompt: { rows, columns } }, () =>
              promptGraph(config, { rows, columns, fused, silent }),
            ),
          stepSession: (rows) =>
            compiled({ step: { rows } }, () => stepGraph(config, { rows, fused, silent })),
        },
        prompts,
      );
    },

    async save(): Promise<ModelState> {
      alive();
      return {
        weights: copyViews(store.weights),
        ...(step > 0
          ? {
              optimizer: {
                step,
                firstMoment: copyViews(store.firstMoment),
                secondMoment: copyViews(store.secondMoment),
              },
            }
          : {}),
      };
    },

    dispose() {
      if (disposed) return;
      disposed = true;
      optimizer.release();
      for (const session of sessions.values()) void session.then((s) => s.release());
      sessions.clear();
    },
  };
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
