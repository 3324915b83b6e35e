import type { ModelConfig, Tensors } from "@preflm/core";
import { layout, sizeOf } from "@preflm/gpt";

/*
 * Letters in shape comments: B rows of a batch, T columns, N = B·T tokens, C width, H heads,
 * D = C/H width of a head, V vocabulary. Arrays are flat and row-major. A name with a leading d is the
 * gradient of the loss with respect to that thing: dX is ∂L/∂x, of x's shape.
 */

/** The model's weights by name: float32, as they are saved, so that saving loses nothing. */
export type Weights = Tensors;

/** One gradient per weight, summed in float64. */
export type Gradients = Readonly<Record<string, Float64Array>>;

/** A gradient of zero for every weight. */
export function zeroGradients(config: ModelConfig): Gradients {
  return Object.fromEntries(
    layout(config).map(({ name, shape }) => [name, new Float64Array(sizeOf(shape))]),
  );
}

/** a + b, element by element: a residual connection. Its backward pass adds the two gradients the same way. */
export function add(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value + b[i]);
}
