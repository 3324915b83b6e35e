import { grouped, percent } from "../format.ts";
import type { Estimate, Inspection, WeightEffect, WeightRow } from "./inspection.ts";

/** A raw score with three significant digits, exponential where it would be mostly zeros: 0.0213, 3.4e-7. */
export function scoreText(score: number): string {
  return Math.abs(score) >= 1000 ? grouped(score) : String(Number(score.toPrecision(3)));
}

/** A number for people: 512, 15.9 k, 6.10 M. */
export function count(n: number): string {
  const [unit, size] = n >= 1e9 ? [" G", 1e9] : n >= 1e6 ? [" M", 1e6] : [" k", 1e3];
  return n < 1e4 ? grouped(n) : `${Number((n / size).toPrecision(3))}${unit}`;
}

/** A number of tokens, with its standard error unless it was counted: 15.9 k ± 0.4 %. */
export function tokenText({ value, error }: Estimate): string {
  if (error === 0 || value === 0) return count(value);
  return `${count(value)} ± ${Number(((100 * error) / value).toPrecision(2))} %`;
}

/** What a score means to the scorer's users; undefined where the scorer does not say. */
export function unitText({ scorer }: Inspection): string | undefined {
  if (!scorer?.unit) return undefined;
  const { label, scale } = scorer.unit;
  return `a score × ${grouped(scale)} is ${label}`;
}

/** The effective sample size as a percentage that tells 99.9 % from all. */
export function effective({ effective }: WeightEffect): string {
  return effective > 0.995 && effective < 1
    ? `${(100 * effective).toFixed(2)} %`
    : percent(effective);
}

/** What a misaligned token counts, an aligned one counting 1. */
export function ratio({ misaligned }: WeightEffect): string {
  return misaligned === undefined ? "–" : scoreText(misaligned);
}

/** What is to be said of a β; the empty string if it does what β is for. */
export function verdictText({ rwr, awrAtStart, awrAtMean }: WeightRow): string {
  const parts = [
    rwr.verdict !== "works" && `RWR: ${rwr.verdict}`,
    awrAtMean.verdict !== "works" && `AWR: ${awrAtMean.verdict}`,
    awrAtStart.verdict === "clipped" && "AWR: clipped at first",
  ].filter((part) => part !== false);
  const same = rwr.verdict === awrAtMean.verdict && parts.length === 2;
  return same ? rwr.verdict : parts.join("; ");
}
