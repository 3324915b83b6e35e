import { grouped, percent } from "../format.ts";
import type {
  Estimate,
  Inspection,
  SuggestedThreshold,
  WeightEffect,
  WeightRow,
} from "./inspection.ts";

/** A raw score with three significant digits, exponential where it would be mostly zeros: 0.0213, 3.4e-5. */
export function scoreText(score: number): string {
  const rounded = Number(score.toPrecision(3));
  if (rounded !== 0 && Math.abs(rounded) < 1e-4) return rounded.toExponential();
  if (Math.abs(rounded) < 1000) return String(rounded);
  return Math.abs(rounded) < 1e6 ? grouped(score) : rounded.toExponential();
}

/** A number for people: 15.5, 512, 15.9 k, 6.1 M. */
export function count(n: number): string {
  const [unit, size] = n >= 1e9 ? [" G", 1e9] : n >= 1e6 ? [" M", 1e6] : [" k", 1e3];
  if (n < 100 && !Number.isInteger(n)) return String(Number(n.toPrecision(3)));
  return n < 1e4 ? grouped(n) : `${Number((n / size).toPrecision(3))}${unit}`;
}

/** `1 document`, `12,345 documents`. */
export function many(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? "" : "s"}`;
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

/** A share as a percentage that tells little from none and nearly all from all: 0 %, < 0.1 %, 8.0 %, 99.8 %, 100 %. */
export function shareText(share: number): string {
  if (share > 0 && share < 0.0005) return "< 0.1 %";
  if (share > 0.9995 && share < 1) return "> 99.9 %";
  return share > 0.99 && share < 1 ? `${(100 * share).toFixed(1)} %` : percent(share);
}

/** What a misaligned token counts, an aligned one counting 1. */
function ratio({ misaligned }: WeightEffect): string {
  return misaligned === undefined ? "–" : scoreText(misaligned);
}

/** The cells of a β's row, after the β. */
export function weightCells(row: WeightRow): readonly string[] {
  const { rwr, awrAtStart, awrAtMean } = row;
  return [
    ...[shareText(rwr.effective), scoreText(rwr.mean), ratio(rwr)],
    ...[awrAtStart, awrAtMean].flatMap((each) => [shareText(each.effective), scoreText(each.mean)]),
  ];
}

/** What is to be said of a β; the empty string if it does what β is for. */
export function verdictText({ rwr, awrAtStart, awrAtMean }: WeightRow): string {
  const parts = [
    rwr.verdict !== "works" && `RWR: ${rwr.verdict}`,
    awrAtMean.verdict !== "works" && `AWR: ${awrAtMean.verdict}`,
    awrAtStart.verdict === "clipped" && "AWR starts clipped",
  ].filter((part) => part !== false);
  const same = rwr.verdict === awrAtMean.verdict && parts.length === 2;
  return same ? rwr.verdict : parts.join("; ");
}

/** A threshold as a configuration says it: `0`, or `{ "quantile": 0.5 } = 0.0031`. */
export function settingText({ threshold, quantile }: SuggestedThreshold): string {
  return quantile === undefined
    ? String(threshold)
    : `{ "quantile": ${quantile} } = ${scoreText(threshold)}`;
}

/** How far marks are apart. */
export function markEvery({ tokens, characters, segments }: Inspection["counts"]): string {
  const [amount, unit] = tokens ? [tokens.value, "tokens"] : [characters, "characters"];
  return `On average a mark stands before every ${count(amount / segments)} ${unit}.`;
}
