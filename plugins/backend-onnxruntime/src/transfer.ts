import type { ModelConfig } from "@preflm/core";
import { layout, sizeOf } from "@preflm/gpt";
import { copyGraph } from "./copy-graph.ts";
import type { AnyTensors, DeviceTensors, HostTensors, Runtime } from "./runtime.ts";
import type { Store } from "./store.ts";
import { EMBEDDING } from "./training-graph.ts";
import { gradientInput, gradientOutput, matrixShape } from "./weights.ts";

/** How weights get from the store to the device, and the gradient from the device to the store. */
export interface Transfer {
  /** Every weight, as inputs of graphs. */
  weights(this: void): Promise<AnyTensors>;
  /** The gradient so far, as inputs of a graph that adds to it. */
  gradient(): AnyTensors;
  /** Where in the store a graph writes the gradient. */
  readonly outputs: HostTensors;
  /** The outputs with the gradient that stay on the device instead, */
  readonly keeps: readonly string[];
  /** and are given here after each run. Rows may then be added to the embedding's gradient in the store. */
  keep(gradient: DeviceTensors): void;
  /** Completes the gradient in the store. */
  collect(): Promise<void>;
  /** To be called when the weights in the store have changed. */
  forget(): void;
  dispose(): void;
}

/** The store's arrays themselves: what a device needs of them it copies in each run. */
export function hostTransfer(runtime: Runtime, config: ModelConfig, { views }: Store): Transfer {
  const parameters = layout(config);
  const gradient = (rename: (name: string) => string) =>
    Object.fromEntries(
      parameters.map(({ name, shape }) => [
        rename(name),
        runtime.tensor(views.gradient[name], matrixShape(shape)),
      ]),
    );
  const weights = Object.fromEntries(
    parameters.map(({ name, shape }) => [name, runtime.tensor(views.weight[name], shape)]),
  );
  const gradientInputs = gradient(gradientInput);
  return {
    weights: async () => weights,
    gradient: () => gradientInputs,
    outputs: gradient(gradientOutput),
    keeps: [],
    keep() {},
    async collect() {},
    forget() {},
    dispose() {},
  };
}

/**
 * Copies on the device: weights go there once after each update, and the gradient stays there, and is added to, until
 * the next. Between two updates nothing of the model's size crosses, however many batches they are apart.
 */
export function deviceTransfer(runtime: Runtime, config: ModelConfig, { views }: Store): Transfer {
  const parameters = layout(config);
  const uploads = [1, 2].map((rank) => runtime.compile(copyGraph(rank), { keeps: ["copy"] }));
  const download = runtime.compile(copyGraph(2));
  const sessions = [...uploads, download];
  for (const session of sessions) session.catch(() => {}); // reported where it is used
  let weights: Promise<DeviceTensors> | undefined;
  let gradient: DeviceTensors = {};

  async function upload(): Promise<DeviceTensors> {
    const copies: Record<string, DeviceTensors[string]> = {};
    try {
      for (const { name, shape } of parameters) {
        const session = await uploads[shape.length - 1];
        const { copy } = await session.run({ x: runtime.tensor(views.weight[name], shape) }, {});
        copies[name] = copy;
      }
    } catch (error) {
      runtime.free(copies); // the device is full: the next call may find it otherwise
      weights = undefined;
      throw error;
    }
    return copies;
  }
  return {
    weights() {
      weights ??= upload();
      return weights;
    },
    gradient: () =>
      Object.fromEntries(
        parameters.map(({ name }) => [gradientInput(name), gradient[gradientOutput(name)]]),
      ),
    outputs: {},
    keeps: parameters.map(({ name }) => gradientOutput(name)),
    keep(next) {
      if (Object.keys(gradient).length === 0) views.gradient[EMBEDDING].fill(0);
      runtime.free(gradient);
      gradient = next;
    },
    async collect() {
      for (const { name, shape } of parameters) {
        const stored = views.gradient[name];
        const target = name === EMBEDDING ? new Float32Array(sizeOf(shape)) : stored;
        await (await download).run(
          { x: gradient[gradientOutput(name)] },
          { copy: runtime.tensor(target, matrixShape(shape)) },
        );
        if (target !== stored) for (let i = 0; i < stored.length; i++) stored[i] += target[i];
      }
      runtime.free(gradient);
      gradient = {};
    },
    forget() {
      weights?.then(runtime.free, () => {});
      weights = undefined;
    },
    dispose() {
      runtime.free(gradient);
      const freed = weights?.then(runtime.free, () => {});
      // ONNX Runtime frees tensors through the session that made them, which therefore goes last.
      for (const session of sessions)
        Promise.all([session, freed]).then(
          ([{ release }]) => release(),
          () => {},
        );
    },
  };
}
