import type { Gradients, Weights } from "./tensors.ts";

/** GPT-2's guard against a variance of zero. */
const EPSILON = 1e-5;

/** What the backward pass of a layer norm needs again. */
export interface LayerNorm {
  /** [N, C] */
  readonly out: Float64Array;
  /** (x − mean)/deviation, [N, C] */
  readonly normalised: Float64Array;
  /** 1/deviation of each token, [N] */
  readonly inverse: Float64Array;
}

/** out[N, C] = (x − mean)/√(variance + ε) · weight[C] + bias[C], mean and variance over the channels of a token. */
export function layerNormForward(weights: Weights, name: string, x: Float64Array): LayerNorm {
  const weight = weights[`${name}.weight`];
  const bias = weights[`${name}.bias`];
  const C = weight.length;
  const N = x.length / C;
  const out = new Float64Array(N * C);
  const normalised = new Float64Array(N * C);
  const inverse = new Float64Array(N);
  for (let n = 0; n < N; n++) {
    let mean = 0;
    for (let c = 0; c < C; c++) mean += x[n * C + c] / C;
    let variance = 0;
    for (let c = 0; c < C; c++) variance += (x[n * C + c] - mean) ** 2 / C;
    inverse[n] = 1 / Math.sqrt(variance + EPSILON);
    for (let c = 0; c < C; c++) {
      const i = n * C + c;
      normalised[i] = (x[i] - mean) * inverse[n];
      out[i] = normalised[i] * weight[c] + bias[c];
    }
  }
  return { out, normalised, inverse };
}

/**
 * dX[N, C] = inverse · (d − mean(d) − normalised · mean(d · normalised)) with d = dOut · weight: mean and
 * deviation depend on x too. Adds the gradients of weight and bias.
 */
export function layerNormBackward(
  dOut: Float64Array,
  weights: Weights,
  gradients: Gradients,
  name: string,
  { normalised, inverse }: LayerNorm,
): Float64Array {
  const weight = weights[`${name}.weight`];
  const dWeight = gradients[`${name}.weight`];
  const dBias = gradients[`${name}.bias`];
  const C = weight.length;
  const N = inverse.length;
  const dX = new Float64Array(N * C);
  for (let n = 0; n < N; n++) {
    let mean = 0;
    let meanNormalised = 0;
    for (let c = 0; c < C; c++) {
      const i = n * C + c;
      dWeight[c] += dOut[i] * normalised[i];
      dBias[c] += dOut[i];
      mean += (dOut[i] * weight[c]) / C;
      meanNormalised += (dOut[i] * weight[c] * normalised[i]) / C;
    }
    for (let c = 0; c < C; c++) {
      const i = n * C + c;
      dX[i] = inverse[n] * (dOut[i] * weight[c] - mean - normalised[i] * meanNormalised);
    }
  }
  return dX;
}
