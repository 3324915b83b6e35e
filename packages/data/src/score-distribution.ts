import {
  checkOptions,
  meanScore,
  PreflmError,
  type ScoreDistribution,
  type ScoredDocument,
} from "@preflm/core";

/** The scores of a corpus: exact quantiles, shares and counts. */
export interface CorpusScores extends ScoreDistribution {
  readonly counts: {
    readonly documents: number;
    readonly segments: number;
    /** UTF-16 units. */
    readonly characters: number;
  };
  /** Unweighted mean over segments. */
  readonly mean: number;
  /** Σ score·characters / Σ characters: for a score per character, what the whole corpus scores. */
  readonly pooled: number;
  readonly maximum: number;
  /** Share of the segments that score ≤ `threshold`: those that conditional training calls aligned. */
  segmentsAtMost(threshold: number): number;
  /** Share of the documents whose mean score is ≤ `threshold`: those that a filter keeps. */
  documentsAtMost(threshold: number): number;
}

/** Reads a scored corpus once. Holds 8 bytes for each score that is not 0. Rejects an empty corpus. */
export async function scoreDistribution(
  scored: AsyncIterable<ScoredDocument>,
): Promise<CorpusScores> {
  const segments = collectScores();
  const documents = collectScores();
  let characters = 0;
  let weighted = 0;
  for await (const document of scored) {
    documents.add(meanScore(document));
    for (const segment of document.segments) {
      segments.add(segment.score);
      characters += segment.text.length;
      weighted += segment.score * segment.text.length;
    }
  }
  const ofSegments = segments.sorted();
  const ofDocuments = documents.sorted();
  if (ofSegments.count === 0) {
    throw new PreflmError(
      "invalid-input",
      ofDocuments.count === 0
        ? "The corpus is empty: it gave no document. Check its path, its text field and the problems it told."
        : `The corpus has no text: none of its ${ofDocuments.count} documents has a segment.`,
    );
  }
  return {
    counts: { documents: ofDocuments.count, segments: ofSegments.count, characters },
    mean: ofSegments.sum / ofSegments.count,
    pooled: characters === 0 ? 0 : weighted / characters,
    maximum: ofSegments.at(ofSegments.count - 1),
    segments: ofSegments.quantile,
    documents: ofDocuments.quantile,
    segmentsAtMost: ofSegments.shareAtMost,
    documentsAtMost: ofDocuments.shareAtMost,
  };
}

/** Zeros, most of the scores of most scorers, are only counted. */
function collectScores() {
  let zeros = 0;
  let length = 0;
  let positive = new Float64Array(1024);
  const add = (score: number) => {
    if (score === 0) {
      zeros++;
      return;
    }
    if (length === positive.length) {
      const larger = new Float64Array(2 * length);
      larger.set(positive);
      positive = larger;
    }
    positive[length++] = score;
  };
  return { add, sorted: () => describe(zeros, positive.subarray(0, length).sort()) };
}

/** Order statistics of `zeros` zeros followed by the sorted positive scores. */
function describe(zeros: number, positive: Float64Array) {
  const count = zeros + positive.length;
  const at = (rank: number) => (rank < zeros ? 0 : positive[rank - zeros]);

  const atMost = (threshold: number) => {
    if (threshold < 0) return 0;
    let [low, high] = [0, positive.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (positive[middle] <= threshold) low = middle + 1;
      else high = middle;
    }
    return zeros + low;
  };

  return {
    count,
    sum: positive.reduce((sum, score) => sum + score, 0),
    at,
    quantile(q: number) {
      checkOptions("quantile", { q }, ["q"]).number("q", q, { min: 0, max: 1 });
      let needed = Math.max(1, Math.ceil(q * count));
      if ((needed - 1) / count >= q && needed > 1) needed--; // q·count was rounded up past a whole number
      return at(needed - 1);
    },
    shareAtMost: (threshold: number) => atMost(threshold) / count,
  };
}
