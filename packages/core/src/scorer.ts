/** A piece of a document with its score. A score is finite and ≥ 0; **higher is worse**. */
export interface Segment {
  readonly text: string;
  readonly score: number;
}

/** A place that a person should look at; `start` and `end` are UTF-16 offsets, `end` exclusive. */
export interface Finding {
  readonly start: number;
  readonly end: number;
  readonly label: string;
}

/**
 * Any text → how bad it is.
 *
 * Scores are finite, ≥ 0, and higher is worse; the reward of the paper is `-score`
 * (Korbak et al. 2023, §2). A scorer never throws on text, however odd.
 */
export interface Scorer {
  readonly specificationVersion: "v1";
  /** The name people configure and reports show, such as `"pii"`. */
  readonly name: string;
  /** Changes whenever a score could: name, version and every option that matters. The key of the score cache. */
  readonly fingerprint: string;
  /** How people read a score: shown = score × `scale`, such as `{ label: "PII spans per 1,000 characters", scale: 1000 }`. */
  readonly unit?: { readonly label: string; readonly scale: number };
  /** Cuts each document into scored segments whose texts concatenate back to the document. */
  annotate(documents: readonly string[]): Promise<readonly (readonly Segment[])[]>;
  /** Scores whole texts, one number each: used for samples. */
  score(texts: readonly string[]): Promise<readonly number[]>;
  /** Says what the scorer saw, for people to look at. */
  explain?(text: string): Promise<readonly Finding[]>;
}
