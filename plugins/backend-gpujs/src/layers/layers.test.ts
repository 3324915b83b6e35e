import { normal, random } from "@preflm/core";
import { beforeAll, describe, expect, it } from "vitest";
import { type Device, openDevice, type Tensor } from "../device.ts";
import { inScope, type Scope } from "../scope.ts";
import { freeWeights, type Weights } from "../weights.ts";
import { attentionForward } from "./attention.ts";
import { attentionBackward } from "./attention-backward.ts";
import { embeddingBackward, embeddingForward } from "./embedding.ts";
import { geluBackward, geluForward } from "./gelu.ts";
import { layerNormBackward, layerNormForward } from "./layer-norm.ts";
import { linearBackward, linearForward } from "./linear.ts";
import { softmaxBackward, softmaxForward } from "./softmax.ts";
import { valueBackward, valueForward } from "./value-head.ts";

/** Shapes of what a layer reads; those with a dot in their name are weights. */
type Shapes = Readonly<Record<string, readonly [rows: number, columns: number]>>;
type Inputs = Readonly<Record<string, Tensor>>;

/** A layer as a function and its gradient: `backward` returns that of `x` and grows those of the weights. */
interface Layer {
  readonly shapes: Shapes;
  forward(scope: Scope, given: Inputs): Promise<Tensor>;
  backward(scope: Scope, given: Inputs, sums: Weights, dOut: Tensor): Promise<Tensor | undefined>;
}

const attention = { width: 6, heads: 3, queries: 4, room: 4 };
const places = Int32Array.of(0, 1, 2, 3, 0, 1, 2, 3);
const tokens = Int32Array.of(1, 4, 1, 0, 2, 4);
const targets = Int32Array.of(3, 0, 6);

const layers: Readonly<Record<string, Layer>> = {
  linear: {
    shapes: { x: [5, 3], "l.weight": [3, 4], "l.bias": [1, 4] },
    forward: (scope, given) => linearForward(scope, given, "l", given.x),
    backward: (scope, given, sums, d) => linearBackward(scope, given, sums, "l", given.x, d),
  },
  "layer norm": {
    shapes: { x: [5, 6], "n.weight": [1, 6], "n.bias": [1, 6] },
    forward: async (scope, given) => (await layerNormForward(scope, given, "n", given.x)).out,
    async backward(scope, given, sums, d) {
      const norm = await layerNormForward(scope, given, "n", given.x);
      return layerNormBackward(scope, given, sums, "n", norm, d);
    },
  },
  GELU: {
    shapes: { x: [4, 7] },
    forward: (scope, { x }) => geluForward(scope, x),
    backward: (scope, { x }, _, d) => geluBackward(scope, x, d),
  },
  attention: {
    shapes: { x: [8, 18] },
    async forward(scope, { x }) {
      const positions = await scope.upload(places, 1, 8);
      return (await attentionForward(scope, x, x, positions, attention)).out;
    },
    async backward(scope, { x }, _, d) {
      const positions = await scope.upload(places, 1, 8);
      const forward = await attentionForward(scope, x, x, positions, attention);
      return attentionBackward(scope, x, forward, attention, d);
    },
  },
  embedding: {
    shapes: { "wte.weight": [5, 4], "wpe.weight": [6, 4] },
    async forward(scope, given) {
      const positions = await scope.upload([0, 1, 2, 0, 1, 2], 1, 6);
      return embeddingForward(scope, given, await scope.upload(tokens, 1, 6), positions);
    },
    async backward(scope, _, sums, d) {
      await embeddingBackward(scope, sums, tokens, 2, d);
      return undefined;
    },
  },
  "log-softmax": {
    shapes: { x: [3, 7] },
    forward: async (scope, { x }) =>
      (await softmaxForward(scope, x, await scope.upload(targets, 1, 3))).logProbabilities,
    async backward(scope, { x }, _, d) {
      const softmax = await softmaxForward(scope, x, await scope.upload(targets, 1, 3));
      // softmaxBackward goes down −ℓ.
      const body = "return -d[row][column];";
      const minus = await scope.run({ values: { d }, rows: 1, columns: 3, body });
      return softmaxBackward(scope, softmax, minus);
    },
  },
  "value head": {
    shapes: { x: [5, 6], "value_head.weight": [1, 6] },
    forward: (scope, given) => valueForward(scope, given, given.x, "negative-sigmoid"),
    async backward(scope, given, sums, d) {
      const values = await valueForward(scope, given, given.x, "negative-sigmoid");
      const zero = await scope.upload(new Float32Array(30), 5, 6);
      return valueBackward(scope, given, sums, given.x, values, "negative-sigmoid", d, zero);
    },
  },
};

describe("the backward pass", () => {
  let device: Device;
  beforeAll(async () => {
    device = await openDevice("cpu");
  });

  it.each(Object.entries(layers))("of %s equals finite differences", async (_, layer) => {
    const values = Object.fromEntries(
      Object.entries(layer.shapes).map(([name, [rows, columns]]) => [
        name,
        numbers(name, rows * columns),
      ]),
    );
    const outputs = await inScope(device, async (scope) =>
      scope.read(await layer.forward(scope, await upload(scope, layer.shapes, values))),
    );
    const slope = numbers("slope", outputs.length);
    const loss = () =>
      inScope(device, async (scope) => {
        const out = await scope.read(
          await layer.forward(scope, await upload(scope, layer.shapes, values)),
        );
        return out.reduce((sum, value, i) => sum + value * slope[i], 0);
      });
    const gradients = await gradientsOf(device, layer, values, slope);
    for (const [name, gradient] of Object.entries(gradients)) {
      const given = values[name];
      const differences = new Float32Array(given.length);
      for (let i = 0; i < given.length; i++) {
        const centre = given[i];
        given[i] = centre + 2 ** -7;
        const above = await loss();
        given[i] = centre - 2 ** -7;
        differences[i] = (above - (await loss())) * 2 ** 6;
        given[i] = centre;
      }
      const largest = Math.max(...differences.map(Math.abs));
      const worst = Math.max(...differences.map((value, i) => Math.abs(value - gradient[i])));
      expect(worst / largest, name).toBeLessThan(1e-3); // of float32 results, at a step that large
    }
  });
});

/** Every gradient by name, that of `x` included. */
function gradientsOf(
  device: Device,
  layer: Layer,
  values: Readonly<Record<string, Float32Array>>,
  slope: Float32Array,
): Promise<Record<string, Float32Array>> {
  return inScope(device, async (scope) => {
    const given = await upload(scope, layer.shapes, values);
    const sums: Weights = {};
    for (const [name, { rows, columns }] of Object.entries(given))
      if (name !== "x")
        sums[name] = await device.upload(new Float32Array(rows * columns), rows, columns);
    const { rows, columns } = await layer.forward(scope, given);
    const dX = await layer.backward(scope, given, sums, await scope.upload(slope, rows, columns));
    const result: Record<string, Float32Array> = dX ? { x: await scope.read(dX) } : {};
    for (const [name, sum] of Object.entries(sums)) result[name] = await scope.read(sum);
    freeWeights(sums);
    return result;
  });
}

async function upload(
  scope: Scope,
  shapes: Shapes,
  values: Readonly<Record<string, Float32Array>>,
): Promise<Record<string, Tensor>> {
  const tensors: Record<string, Tensor> = {};
  for (const [name, [rows, columns]] of Object.entries(shapes))
    tensors[name] = await scope.upload(values[name], rows, columns);
  return tensors;
}

function numbers(name: string, count: number): Float32Array {
  const uniform = random("gpujs layers", name);
  return Float32Array.from({ length: count }, () => normal(uniform));
}
