import type { Tensor } from "../graph.ts";

/** A layer applied to an input: its output, and how a gradient passes back through it. */
export interface Layer {
  readonly output: Tensor;
  /** From ∂L/∂output to ∂L/∂input; adds the nodes that make the gradients of the layer's weights. */
  backward(dOutput: Tensor): Tensor;
}
