import { selfBleu } from "../metrics/self-bleu.ts";
import { distinct, entropy, meanLength } from "../metrics/text-metrics.ts";

/** How varied the samples of one trained model are. */
export interface DiversityReport {
  readonly objective: string;
  readonly seed: number;
  readonly samples: number;
  /** Characters a sample. */
  readonly length: number;
  /** Share of different words in a sample. */
  readonly distinct1: number;
  /** Share of different word pairs in a sample. */
  readonly distinct2: number;
  /** Entropy of the words of all samples, in nats. */
  readonly entropy1: number;
  /** Entropy of the word pairs of all samples, in nats. */
  readonly entropy2: number;
  /** Self-BLEU-5 over words, against all others: 1 where all samples are alike. */
  readonly selfBleuWords?: number;
  /** Self-BLEU-5 over characters against the first 200 others, as the released code computes it. */
  readonly selfBleuCharacters?: number;
}

/** Measures the samples of one trained model, in their order; self-BLEU takes two or more. */
export function diversityOf(
  objective: string,
  seed: number,
  texts: readonly string[],
): DiversityReport {
  return {
    objective,
    seed,
    samples: texts.length,
    length: meanLength(texts),
    distinct1: distinct(texts, 1),
    distinct2: distinct(texts, 2),
    entropy1: entropy(texts, 1),
    entropy2: entropy(texts, 2),
    ...(texts.length > 1 && {
      selfBleuWords: selfBleu(texts, 5, { by: "words", references: Infinity }),
      selfBleuCharacters: selfBleu(texts, 5),
    }),
  };
}
