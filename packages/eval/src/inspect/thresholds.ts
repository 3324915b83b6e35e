import { isQuantile, type Threshold } from "@preflm/core";
import type { Estimate, KeptPoint, QuantileRow, Side, ThresholdRow } from "./inspection.ts";
import { type Amount, type SortedScores, shortest } from "./score-tally.ts";
import type { TokenRates } from "./token-sample.ts";

/** The scores of a corpus by segment and, as means, by document. */
export interface CorpusTally {
  readonly segments: SortedScores;
  readonly documents: SortedScores;
  /** Absent without a tokenizer. */
  readonly rates?: TokenRates;
}

const QUANTILES = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1];

/** Quantiles of segments and of documents. */
export function quantileRows({ segments, documents }: CorpusTally): readonly QuantileRow[] {
  return QUANTILES.map((q) => ({
    q,
    segment: shortest(segments.quantile(q)),
    document: shortest(documents.quantile(q)),
  }));
}

/** A threshold and what to call it. */
export interface NamedThreshold {
  readonly threshold: number;
  readonly name: string;
}

/** A threshold as a number; a quantile is one of the segments. */
export function asNumber(threshold: Threshold, segments: SortedScores): number {
  return isQuantile(threshold) ? shortest(segments.quantile(threshold.quantile)) : threshold;
}

/** Thresholds that anyone would try: 0, quantiles, the mean. */
export function usualThresholds(segments: SortedScores, mean: number): readonly NamedThreshold[] {
  const at = (q: number, name: string) => ({ threshold: shortest(segments.quantile(q)), name });
  return [
    { threshold: 0, name: "zero" },
    at(0.25, "q0.25"),
    at(0.5, "median"),
    at(0.75, "q0.75"),
    at(0.9, "q0.9"),
    at(0.99, "q0.99"),
    { threshold: shortest(mean), name: "mean" },
  ];
}

/** What each threshold keeps, the lowest first; equal thresholds share a row. */
export function thresholdRows(
  tally: CorpusTally,
  named: readonly NamedThreshold[],
): readonly ThresholdRow[] {
  const byValue = new Map<number, string[]>();
  for (const { threshold, name } of named) {
    const key = Math.fround(threshold);
    byValue.set(key, [...(byValue.get(key) ?? []), name]);
  }
  return [...byValue]
    .sort(([a], [b]) => a - b)
    .map(([threshold, names]) => thresholdRow(tally, shortest(threshold), names));
}

function thresholdRow(
  tally: CorpusTally,
  threshold: number,
  names: readonly string[],
): ThresholdRow {
  const { segments, documents, rates } = tally;
  const kept = documents.atMost(threshold);
  const aligned = segments.atMost(threshold);
  const misaligned = minus(segments, aligned);
  return {
    threshold,
    names: [...new Set(names)],
    documents: kept.count / documents.count,
    documentCharacters: kept.characters / documents.characters,
    aligned: side(aligned, rates && alignedTokens(tally, rates, threshold)),
    misaligned: side(misaligned, rates && times(rates.between(threshold, Infinity), misaligned)),
  };
}

/** Steps of the curve above 0. */
const STEPS = 64;

/** What thresholds keep: at 0, and from the smallest score or mean score above it to the highest score. */
export function keptPoints({ segments, documents }: CorpusTally): readonly KeptPoint[] {
  const at = (threshold: number) => ({
    threshold,
    segments: segments.atMost(threshold).count / segments.count,
    documents: documents.atMost(threshold).count / documents.count,
  });
  const positive = [segments, documents].filter((scores) => scores.zeros.count < scores.count);
  if (positive.length === 0) return [at(0)];
  const low = Math.log(Math.min(...positive.map((scores) => scores.at(scores.zeros.count))));
  const high = Math.log(Math.max(...positive.map((scores) => scores.at(scores.count - 1))));
  const step = (i: number) => Math.exp(low + ((high - low) * i) / STEPS);
  const above = Array.from({ length: STEPS }, (_, i) => at(step(i)));
  return [at(0), ...above, at(segments.at(segments.count - 1))];
}

/** Tokens of all segments. */
export function allTokens({ segments }: CorpusTally, rates: TokenRates): Estimate {
  const others = minus(segments, segments.zeros);
  return sum(times(rates.zero, segments.zeros), times(rates.between(0, Infinity), others));
}

function alignedTokens({ segments }: CorpusTally, rates: TokenRates, threshold: number): Estimate {
  const others = minus(segments.atMost(threshold), segments.zeros);
  return sum(times(rates.zero, segments.zeros), times(rates.between(0, threshold), others));
}

function side({ count, characters }: Amount, tokens: Estimate | undefined): Side {
  return { segments: count, characters, ...(tokens && { tokens }) };
}

function minus(a: Amount, b: Amount): Amount {
  return { count: a.count - b.count, characters: a.characters - b.characters };
}

function times({ value, error }: Estimate, { characters }: Amount): Estimate {
  return { value: value * characters, error: error * characters };
}

/** Of independent estimates. */
function sum(a: Estimate, b: Estimate): Estimate {
  return { value: a.value + b.value, error: Math.hypot(a.error, b.error) };
}
