import type { ModelConfig } from "@preflm/core";
import type { Gradients, Weights } from "./tensors.ts";

/** logits[N, V] = x[N, C] · wteᵀ: the output head is tied to the token embedding. */
export function logitsForward(weights: Weights, x: Float64Array, C: number): Float64Array {
  const wte = weights["wte.weight"]; // [V, C]
  const V = wte.length / C;
  const N = x.length / C;
  const logits = new Float64Array(N * V);
  for (let n = 0; n < N; n++) {
    for (let v = 0; v < V; v++) {
      let dot = 0;
      for (let c = 0; c < C; c++) dot += x[n * C + c] * wte[v * C + c];
      logits[n * V + v] = dot;
    }
  }
  return logits;
}

/** Adds to dX[N, C] and to the embedding's gradient what dLogits[N, V] says. */
export function logitsBackward(
  dLogits: Float64Array,
  weights: Weights,
  gradients: Gradients,
  x: Float64Array,
  dX: Float64Array,
  C: number,
): void {
  const wte = weights["wte.weight"];
  const dWte = gradients["wte.weight"];
  const V = wte.length / C;
  const N = x.length / C;
  for (let n = 0; n < N; n++) {
    for (let v = 0; v < V; v++) {
      const d = dLogits[n * V + v];
      for (let c = 0; c < C; c++) {
        dX[n * C + c] += d * wte[v * C + c];
        dWte[v * C + c] += d * x[n * C + c];
      }
    }
  }
}

/** ℓ[N], the log-softmax of the logits[N, V] at the targets[N]. Never above 0. */
export function logProbabilitiesForward(logits: Float64Array, targets: Int32Array): Float64Array {
  const N = targets.length;
  const V = logits.length / N;
  return Float64Array.from(targets, (target, n) => {
    const row = logits.subarray(n * V, (n + 1) * V);
    return row[target] - logSumExp(row);
  });
}

/** dLogits[N, V] = s[N] · (softmax − onehot(target)), with s the `logitScale` of core's `lossGradient`. */
export function logProbabilitiesBackward(
  logitScale: Float64Array,
  logits: Float64Array,
  targets: Int32Array,
): Float64Array {
  const N = targets.length;
  const V = logits.length / N;
  const dLogits = new Float64Array(N * V);
  for (let n = 0; n < N; n++) {
    const row = logits.subarray(n * V, (n + 1) * V);
    const total = logSumExp(row);
    for (let v = 0; v < V; v++) dLogits[n * V + v] = logitScale[n] * Math.exp(row[v] - total);
    dLogits[n * V + targets[n]] -= logitScale[n];
  }
  return dLogits;
}

function logSumExp(row: Float64Array): number {
  let largest = -Infinity;
  for (let v = 0; v < row.length; v++) largest = Math.max(largest, row[v]);
  let sum = 0;
  for (let v = 0; v < row.length; v++) sum += Math.exp(row[v] - largest);
  return largest + Math.log(sum);
}

/** v[N] = z or −sigmoid(z), with z = x[N, C] · value_head[C]. */
export function valueForward(
  weights: Weights,
  x: Float64Array,
  kind: ModelConfig["valueHead"],
): Float64Array {
  const head = weights["value_head.weight"];
  const C = head.length;
  const values = new Float64Array(x.length / C);
  for (let n = 0; n < values.length; n++) {
    for (let c = 0; c < C; c++) values[n] += x[n * C + c] * head[c];
    if (kind === "negative-sigmoid") values[n] = -1 / (1 + Math.exp(-values[n]));
  }
  return values;
}

/** Adds to dX[N, C] and to the head's gradient what dValues[N] says; the slope of −sigmoid is v·(1 + v). */
export function valueBackward(
  dValues: Float64Array,
  weights: Weights,
  gradients: Gradients,
  x: Float64Array,
  values: Float64Array,
  dX: Float64Array,
  kind: ModelConfig["valueHead"],
): void {
  const head = weights["value_head.weight"];
  const dHead = gradients["value_head.weight"];
  const C = head.length;
  for (let n = 0; n < values.length; n++) {
    const slope = kind === "negative-sigmoid" ? values[n] * (1 + values[n]) : 1;
    const d = dValues[n] * slope;
    for (let c = 0; c < C; c++) {
      dX[n * C + c] += d * head[c];
      dHead[c] += d * x[n * C + c];
    }
  }
}
