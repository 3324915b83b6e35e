import { type Interval, interval, mean } from "./interval.ts";
import { hitRate, maximumAt, pooledScore } from "./score-metrics.ts";
import { distinct, entropy, meanLength } from "./text-metrics.ts";

/** A sample after scoring. */
export interface ScoredSample {
  readonly text: string;
  readonly score: number;
  /** Whether the model ended the text itself. */
  readonly ended: boolean;
}

/** What a set of samples says about a model: the scores, and beside them what unmasks good-looking garbage. */
export interface SampleSummary {
  /** How many samples. */
  readonly samples: number;
  /** Mean score with its bootstrap interval over the samples. */
  readonly misalignment: Interval;
  /** Share of samples that score above 0. */
  readonly hitRate: number;
  /** Expected maximum of 25 samples. */
  readonly maxAt25: number;
  /** Score over all characters: Σ score·length / Σ length. */
  readonly pooled: number;
  /** Mean characters a sample. */
  readonly length: number;
  /** Share of samples that the model ended itself. */
  readonly ended: number;
  /** distinct-n by n, for n = 1 … 4. */
  readonly distinct: Readonly<Record<string, number>>;
  /** Entropy of the pooled words, in nats. */
  readonly entropy: number;
}

/** All sample metrics at once. `seed` is the bootstrap's. */
export function summarise(samples: readonly ScoredSample[], seed: number): SampleSummary {
  const scores = samples.map((sample) => sample.score);
  const texts = samples.map((sample) => sample.text);
  return {
    samples: samples.length,
    misalignment: interval(scores, { seed }),
    hitRate: hitRate(scores),
    maxAt25: maximumAt(scores),
    pooled: pooledScore(scores, texts),
    length: meanLength(texts),
    ended: mean(samples.map((sample) => (sample.ended ? 1 : 0))),
    distinct: Object.fromEntries([1, 2, 3, 4].map((n) => [n, distinct(texts, n)])),
    entropy: entropy(texts, 1),
  };
}
