import type { Tensor } from "../graph.ts";
import * as operators from "../operators.ts";
import type { Layer } from "./layer.ts";

const { add, multiply, sigmoid, subtract } = operators;

/** tanh form of GELU: x·σ(x·(A + B·x²)), the same function as x/2·(1 + tanh(√(2/π)·(x + 0.044715·x³))). */
const A = 2 * Math.sqrt(2 / Math.PI);
const B = 0.044715 * A;

/** Y = X·s, s = σ(X·(A + B·X²)) (Hendrycks & Gimpel 2016, §2), as in GPT-2. */
export function gelu(x: Tensor): Layer {
  const output = operators.gelu(x);
  return {
    output,

    /** dX = dY⊙(s + (1 − s)·Y·(A + 3B·X²)). */
    backward(dY) {
      const square = multiply(x, x);
      const s = sigmoid(multiply(x, affine(square, B, A)));
      const w = multiply(output, affine(square, 3 * B, A));
      return multiply(dY, add(w, subtract(s, multiply(s, w))));
    },
  };
}

function affine(x: Tensor, slope: number, offset: number): Tensor {
  return add(multiply(x, slope), offset);
}
