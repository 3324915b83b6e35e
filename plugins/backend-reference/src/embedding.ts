import type { Gradients, Weights } from "./tensors.ts";

/** out[N, C] = wte[token] + wpe[position]. */
export function embeddingForward(
  weights: Weights,
  tokens: Int32Array,
  positionOf: (n: number) => number,
  C: number,
): Float64Array {
  const wte = weights["wte.weight"]; // [V, C]
  const wpe = weights["wpe.weight"]; // [context, C]
  const out = new Float64Array(tokens.length * C);
  for (let n = 0; n < tokens.length; n++) {
    const position = positionOf(n);
    for (let c = 0; c < C; c++) out[n * C + c] = wte[tokens[n] * C + c] + wpe[position * C + c];
  }
  return out;
}

/** Adds dOut[N, C] to the embeddings of the tokens and positions that were looked up. */
export function embeddingBackward(
  dOut: Float64Array,
  gradients: Gradients,
  tokens: Int32Array,
  positionOf: (n: number) => number,
  C: number,
): void {
  const dWte = gradients["wte.weight"];
  const dWpe = gradients["wpe.weight"];
  for (let n = 0; n < tokens.length; n++) {
    const position = positionOf(n);
    for (let c = 0; c < C; c++) {
      dWte[tokens[n] * C + c] += dOut[n * C + c];
      dWpe[position * C + c] += dOut[n * C + c];
    }
  }
}
