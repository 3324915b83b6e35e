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
  /** Self-BLEU-5 over words: 1 where all samples are alike. */
  readonly selfBleuWords?: number;
  /** Self-BLEU-5 over characters, as the released code computes it. */
  readonly selfBleuCharacters?: number;
}
