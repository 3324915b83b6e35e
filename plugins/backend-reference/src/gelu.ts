const SCALE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

/** x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))): the tanh form of GELU (Hendrycks & Gimpel 2016, §2), as in GPT-2. */
export function geluForward(x: Float64Array): Float64Array {
  return x.map((value) => 0.5 * value * (1 + Math.tanh(SCALE * (value + CUBIC * value ** 3))));
}

/** dX = dOut · GELU′(x), by the product rule with tanh′ = 1 − tanh². */
export function geluBackward(dOut: Float64Array, x: Float64Array): Float64Array {
  return x.map((value, i) => {
    const tanh = Math.tanh(SCALE * (value + CUBIC * value ** 3));
    const slope = SCALE * (1 + 3 * CUBIC * value ** 2);
    return dOut[i] * 0.5 * (1 + tanh + value * (1 - tanh ** 2) * slope);
  });
}
