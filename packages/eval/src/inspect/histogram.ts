import type { HistogramBin } from "../report.ts";
import type { SortedScores } from "./score-tally.ts";

/** The least number of bins above 0 that shows a shape. */
const BINS = 12;

/**
 * Scores by size: a bin for exactly 0, since most scores of most corpora are, then equal steps of the logarithm,
 * as coarse as makes twelve of them. Each bin holds what is above `from` and up to `to`.
 */
export function histogram(scores: SortedScores): readonly HistogramBin[] {
  const zeros = scores.zeros.count;
  const bins: HistogramBin[] = zeros > 0 ? [{ from: 0, to: 0, count: zeros }] : [];
  if (zeros === scores.count) return bins;
  const [smallest, largest] = [scores.at(zeros), scores.at(scores.count - 1)].map(Math.log10);
  const perDecade = [1, 2, 5, 10, 20].find((n) => n * (largest - smallest) >= BINS) ?? 50;
  const edge = (bin: number) => Number((10 ** (bin / perDecade)).toPrecision(6));
  let bin = Math.floor(smallest * perDecade) - 1;
  for (let below = zeros; below < scores.count; bin++) {
    const upTo = scores.atMost(edge(bin + 1)).count;
    if (upTo > zeros) bins.push({ from: edge(bin), to: edge(bin + 1), count: upTo - below });
    below = upTo;
  }
  return bins;
}
