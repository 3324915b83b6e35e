import type { CorpusScores } from "@preflm/data";
import type { HistogramBin } from "@preflm/eval";

const BINS_PER_DECADE = 5;

/**
 * Segments by score: one bin for exactly 0, then equal steps of the logarithm, because most segments of most
 * corpora score 0 and the rest span decades.
 */
export function scoreHistogram(scores: CorpusScores): readonly HistogramBin[] {
  const { segments } = scores.counts;
  const atMost = (score: number) => Math.round(scores.segmentsAtMost(score) * segments);
  const zeros = atMost(0);
  const bins: HistogramBin[] = [{ from: 0, to: 0, count: zeros }];
  if (zeros === segments) return bins;
  const smallest = scores.segments((zeros + 1) / segments);
  const edge = (bin: number) => Number((10 ** (bin / BINS_PER_DECADE)).toPrecision(6));
  let bin = Math.floor(Math.log10(smallest) * BINS_PER_DECADE) - 1;
  for (let below = zeros; below < segments; bin++) {
    const upTo = atMost(edge(bin + 1));
    if (upTo > zeros) bins.push({ from: edge(bin), to: edge(bin + 1), count: upTo - below });
    below = upTo;
  }
  return bins;
}
