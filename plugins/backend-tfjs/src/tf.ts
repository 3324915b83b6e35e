import type * as core from "@tensorflow/tfjs-core";

/** tfjs' operations, from whichever copy of it the engine belongs to: a tensor of one copy is a stranger to another. */
export type Tf = typeof core;

/** The shape of a tensor, of any rank. */
export function shapeOf(tensor: core.Tensor): readonly number[] {
  return tensor.shape;
}

/*
 * Letters in shape comments: B rows of a batch, T columns, N = B·T tokens, C width, H heads, D = C/H width of a head,
 * V vocabulary. A name with a leading d is the gradient of the loss with respect to that thing.
 */
