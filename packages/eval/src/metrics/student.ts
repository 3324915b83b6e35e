/** Steps of the integral; more change the fifth digit. */
const STEPS = 1024;

/**
 * The half width of Student's t with any number of degrees of freedom ≥ 1, to four digits or more: `confidence` lies
 * within ±t, so that for 0.95, the default, it is the 97.5 % quantile.
 *
 * With t = √f·tan θ, P(|T| < t) is the share of ∫ cos^(f − 1) from 0 to θ in that from 0 to π/2; the sum runs until it
 * holds the confidence.
 */
export function student(freedom: number, confidence = 0.95): number {
  const end = Math.min(Math.PI / 2, 40 / Math.sqrt(freedom));
  const step = end / STEPS;
  const parts = Float64Array.from(
    { length: STEPS },
    (_, i) => Math.cos((i + 0.5) * step) ** (freedom - 1),
  );
  let missing = confidence * parts.reduce((sum, part) => sum + part, 0);
  let i = 0;
  while (missing > parts[i]) missing -= parts[i++];
  return Math.sqrt(freedom) * Math.tan((i + missing / parts[i]) * step);
}
