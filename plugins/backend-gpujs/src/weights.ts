import type { ModelConfig, Tensors } from "@preflm/core";
import { layout, sizeOf } from "@preflm/gpt";
import type { Device, Tensor } from "./device.ts";
import type { Scope } from "./scope.ts";

/*
 * Letters in shape comments: B rows of a batch, T columns, N = B·T tokens, C width, H heads, D = C/H width of a head,
 * V vocabulary. A name with a leading d is the gradient of the loss with respect to that thing: dX is ∂L/∂x.
 */

/** A tensor on the device for each weight of the model; vectors are one row. */
export type Weights = Record<string, Tensor>;

/** Copies tensors of the host to the device, in a scope; zeros where there are none. */
export async function uploadWeights(
  scope: Scope,
  config: ModelConfig,
  values?: Tensors,
): Promise<Weights> {
  const weights: Weights = {};
  for (const { name, shape } of layout(config)) {
    const [rows, columns] = shape.length === 1 ? [1, shape[0]] : shape;
    const given = values?.[name] ?? new Float32Array(sizeOf(shape));
    weights[name] = await scope.upload(given, rows, columns);
  }
  return weights;
}

/** A copy of the tensors on the host. */
export async function readWeights(device: Device, weights: Weights): Promise<Tensors> {
  const values: Record<string, Float32Array> = {};
  for (const [name, tensor] of Object.entries(weights)) values[name] = await device.read(tensor);
  return values;
}

/** Puts another tensor in the place of one, which is freed. */
export function replace(weights: Weights, name: string, tensor: Tensor): void {
  weights[name].free();
  weights[name] = tensor;
}

/** Puts in place of a weight's gradient the sum that `more` makes from it in this scope. */
export async function grow(
  scope: Scope,
  gradients: Weights,
  name: string,
  more: (sum: Tensor) => Promise<Tensor>,
): Promise<void> {
  replace(gradients, name, scope.keep(await more(gradients[name])));
}

/** Frees all of them. */
export function freeWeights(weights: Weights): void {
  for (const tensor of Object.values(weights)) tensor.free();
}
