const STEPS = 2048;
const PER_STEP = Math.LN2 / STEPS;
/** 2^(i/STEPS). */
const FRACTIONS = Float64Array.from({ length: STEPS }, (_, i) => 2 ** (i / STEPS));
/** 2^−i, down to where float64 ends. */
const HALVINGS = Float64Array.from({ length: 1076 }, (_, i) => 2 ** -i);

/**
 * out[v] = e^((logits[v] − highest)·slope), for `highest` ≥ every logit; returns the sum, NaN if a logit is NaN.
 *
 * Sampling is two exponentials a logit and little else, and these are about four times as fast as `Math.exp`,
 * within 1e-11 of it (relative): x = n·ln2/2048 + r, so eˣ = 2^(n/2048)·eʳ with 0 ≤ r < 4e-4.
 */
export function exponentials(
  logits: Float32Array,
  highest: number,
  slope: number,
  out: Float64Array,
): number {
  let sum = 0;
  for (let v = 0; v < logits.length; v++) {
    const x = (logits[v] - highest) * slope;
    if (x > -745) {
      const n = Math.floor(x / PER_STEP);
      const r = x - n * PER_STEP;
      const tail = 1 + r * (1 + r * (0.5 + r / 6));
      out[v] = FRACTIONS[n & (STEPS - 1)] * HALVINGS[-(n >> 11)] * tail;
    } else {
      out[v] = x <= -745 ? 0 : Number.NaN;
    }
    sum += out[v];
  }
  return sum;
}
