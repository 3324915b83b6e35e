import type { Gradients, Weights } from "./tensors.ts";

/** out[N, O] = x[N, I] · weight[I, O] + bias[O], with the weights `${name}.weight` and `${name}.bias`. */
export function linearForward(weights: Weights, name: string, x: Float64Array): Float64Array {
  const weight = weights[`${name}.weight`];
  const bias = weights[`${name}.bias`];
  const O = bias.length;
  const I = weight.length / O;
  const N = x.length / I;
  const out = new Float64Array(N * O);
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) out[n * O + o] = bias[o];
    for (let i = 0; i < I; i++) {
      const factor = x[n * I + i];
      for (let o = 0; o < O; o++) out[n * O + o] += factor * weight[i * O + o];
    }
  }
  return out;
}

/** dX[N, I] = dOut · weightᵀ; adds xᵀ · dOut to the weight's gradient and the columns of dOut to the bias'. */
export function linearBackward(
  dOut: Float64Array,
  weights: Weights,
  gradients: Gradients,
  name: string,
  x: Float64Array,
): Float64Array {
  const weight = weights[`${name}.weight`];
  const dWeight = gradients[`${name}.weight`];
  const dBias = gradients[`${name}.bias`];
  const O = dBias.length;
  const I = weight.length / O;
  const N = x.length / I;
  const dX = new Float64Array(N * I);
  for (let n = 0; n < N; n++) {
    for (let o = 0; o < O; o++) dBias[o] += dOut[n * O + o];
    for (let i = 0; i < I; i++) {
      const factor = x[n * I + i];
      let sum = 0;
      for (let o = 0; o < O; o++) {
        const d = dOut[n * O + o];
        sum += d * weight[i * O + o];
        dWeight[i * O + o] += d * factor;
      }
      dX[n * I + i] = sum;
    }
  }
  return dX;
}
