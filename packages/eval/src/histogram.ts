import { PreflmError } from "@preflm/core";
import type { HistogramBin } from "./report.ts";

/**
 * Counts scores in one bin for exactly 0 and `perDecade` bins a power of ten above, because scores of a corpus
 * are mostly 0 and otherwise span decades. Empty bins at either end are left out.
 */
export function histogram(scores: Iterable<number>, perDecade = 5): readonly HistogramBin[] {
  const counts = new Map<number, number>();
  let zeros = 0;
  for (const score of scores) {
    if (!(score >= 0 && score < Infinity)) {
      throw new PreflmError("invalid-input", `Scores are finite and ≥ 0, got ${score}.`);
    }
    if (score === 0) zeros++;
    else {
      // Rounding must not push a power of ten into the bin below it.
      const bin = Math.floor(Math.log10(score) * perDecade + 1e-9);
      counts.set(bin, (counts.get(bin) ?? 0) + 1);
    }
  }
  const edge = (bin: number) => Number((10 ** (bin / perDecade)).toPrecision(6));
  const bins: HistogramBin[] = [{ from: 0, to: 0, count: zeros }];
  if (counts.size === 0) return bins;
  const last = Math.max(...counts.keys());
  for (let bin = Math.min(...counts.keys()); bin <= last; bin++) {
    bins.push({ from: edge(bin), to: edge(bin + 1), count: counts.get(bin) ?? 0 });
  }
  return bins;
}
