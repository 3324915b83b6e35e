import type { Finding } from "@preflm/core";
import type { HistogramBin, ScoreUnit } from "../report.ts";

/** What the scores of a corpus are like, before anything is trained on them. Plain JSON; the page is drawn from nothing else. */
export interface Inspection {
  /** What the corpus is called. */
  readonly corpus: string;
  readonly scorer?: { readonly name: string; readonly unit?: ScoreUnit };
  readonly counts: {
    readonly documents: number;
    readonly segments: number;
    /** UTF-16 units. */
    readonly characters: number;
    /** Absent without a tokenizer. */
    readonly tokens?: Estimate;
  };
  readonly scores: ScoreSummary;
  /** Segments by score: a bin for exactly 0, then equal steps of the logarithm. */
  readonly histogram: readonly HistogramBin[];
  readonly quantiles: readonly QuantileRow[];
  /** By threshold, the lowest first. */
  readonly thresholds: readonly ThresholdRow[];
  /** What thresholds keep from 0 to the highest score, in even steps of the logarithm: a curve to draw. */
  readonly kept: readonly KeptPoint[];
  /** By β, the largest first. */
  readonly weights: readonly WeightRow[];
  readonly suggestion: Suggestion;
  /** Where the examples are from: the first threshold asked for, or the one suggested for segments. */
  readonly threshold: number;
  readonly examples: Examples;
  /** Absent where no scorer explains. */
  readonly labels?: LabelCounts;
  readonly speed?: ScorerSpeed;
}

/** A number with its standard error, which is 0 where everything was counted. */
export interface Estimate {
  readonly value: number;
  readonly error: number;
}

/** Of the scores of segments, each counting the same but for `pooled`. */
export interface ScoreSummary {
  /** Share that is exactly 0. */
  readonly zeros: number;
  readonly minimum: number;
  readonly maximum: number;
  readonly mean: number;
  /** Standard deviation. */
  readonly deviation: number;
  /** Σ score·characters / Σ characters. */
  readonly pooled: number;
}

/** The smallest score that at least the share `q` of segments, and of documents by mean score, does not exceed. */
export interface QuantileRow {
  readonly q: number;
  readonly segment: number;
  readonly document: number;
}

/** What a threshold keeps and marks. Shares are of the whole corpus. */
export interface ThresholdRow {
  readonly threshold: number;
  /** Why it is in the list, such as `"median"`. */
  readonly names: readonly string[];
  /** Share of the documents whose mean score is at most the threshold: what filtered MLE trains on. */
  readonly documents: number;
  /** Share of the characters in those documents. */
  readonly documentCharacters: number;
  /** What conditional training puts behind the aligned mark. */
  readonly aligned: Side;
  readonly misaligned: Side;
}

/** Shares at or below a threshold. */
export interface KeptPoint {
  readonly threshold: number;
  readonly segments: number;
  /** By mean score. */
  readonly documents: number;
}

/** The segments on one side of a threshold. */
export interface Side {
  readonly segments: number;
  readonly characters: number;
  readonly tokens?: Estimate;
}

/** How RWR and AWR would weigh the corpus at one β. */
export interface WeightRow {
  readonly beta: number;
  /** `"paper"`, or its ratio to the standard deviation of the scores. */
  readonly from: string;
  /** w = min(exp(−s/β), maxWeight). */
  readonly rwr: WeightEffect;
  /** w = min(exp((−s − v)/β), maxWeight) with v = −0.5, what the value head says before it has learnt anything. */
  readonly awrAtStart: WeightEffect;
  /** The same with v = −(mean score over the text), what a value head that knows nothing of the text learns. */
  readonly awrAtMean: WeightEffect;
}

/** What weights do to a corpus; sums are over tokens. */
export interface WeightEffect {
  /** (Σw)²/Σw² as a share of the tokens, in (0, 1]: how much of the text still counts. */
  readonly effective: number;
  /** Mean weight: what the loss, and with it the step, is multiplied by. */
  readonly mean: number;
  /** Mean weight above the threshold over mean weight up to it; absent where one side is empty. */
  readonly misaligned?: number;
  /** Share of the tokens whose weight is at its ceiling. */
  readonly clipped: number;
  readonly verdict: "like MLE" | "few texts" | "loss vanishes" | "clipped" | "works";
}

/** Thresholds to begin with, and reasons for doubt. */
export interface Suggestion {
  /** For conditional training and unlikelihood. */
  readonly segments: SuggestedThreshold;
  /** For filtered MLE, which compares the mean score of a document. */
  readonly documents: SuggestedThreshold;
  readonly warnings: readonly string[];
}

/** A threshold and why. */
export interface SuggestedThreshold {
  readonly threshold: number;
  /** The quantile it is, where it is one: then better written as `{ quantile }`. */
  readonly quantile?: number;
  /** Share of segments, or of documents, at or below it. */
  readonly atMost: number;
  /** One or two sentences. */
  readonly reason: string;
}

/** Segments to read. Equal scores were drawn at random; a text occurs once; blank segments are left out. */
export interface Examples {
  /** At or below the threshold, the nearest first. */
  readonly below: readonly SegmentExample[];
  /** Above the threshold, the nearest first. */
  readonly above: readonly SegmentExample[];
  /** The highest scores, apart from those above. */
  readonly worst: readonly SegmentExample[];
}

/** One segment, shortened around what was found if it is long. */
export interface SegmentExample {
  readonly document: string;
  /** Position in its document, from 1. */
  readonly segment: number;
  readonly score: number;
  /** UTF-16 units of the whole segment. */
  readonly characters: number;
  readonly text: string;
  /** Offsets are into `text`. */
  readonly findings: readonly Finding[];
}

/** What the scorer found in a random sample of documents. */
export interface LabelCounts {
  readonly documents: number;
  readonly segments: number;
  /** Whether the sample is the whole corpus. */
  readonly all: boolean;
  /** The most frequent first. */
  readonly labels: readonly LabelCount[];
}

/** One label. */
export interface LabelCount {
  readonly label: string;
  readonly findings: number;
  /** Segments of the sample with at least one. */
  readonly segments: number;
}

/** How fast the scorer is. */
export interface ScorerSpeed {
  readonly charactersPerSecond: number;
  /** How it was measured. */
  readonly measured: string;
}
