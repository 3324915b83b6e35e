import type { Document } from "@preflm/core";
import type { Corpus } from "@preflm/data";

/** A document that may say of which kind it is, for the classification task. */
export interface LabelledDocument extends Document {
  readonly label?: string;
}

/** A corpus whose documents may have labels. */
export interface LabelledCorpus extends Corpus {
  documents(...given: Parameters<Corpus["documents"]>): AsyncIterable<LabelledDocument>;
}
