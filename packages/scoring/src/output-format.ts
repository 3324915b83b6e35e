import { checkOptions, type Segment } from "@preflm/core";

/** How scores are written. */
export interface OutputFormat {
  /** `"compact"`: where segments end and their scores; the corpus stays where it is. `"paper"`: texts too, as Korbak et al. published theirs. */
  readonly shape: "compact" | "paper";
  readonly format: "jsonl" | "parquet";
}

/** A document's scores, and what proves that they are of this text. */
export interface ScoredRecord {
  readonly id: string;
  /** `hashText(text)`. */
  readonly hash: string;
  readonly segments: readonly Segment[];
}

/** The shape and format that are asked for; compact JSON lines by default. */
export function outputFormat({ shape = "compact", format = "jsonl" }: Partial<OutputFormat>) {
  const check = checkOptions("scoreCorpus", {}, []);
  return {
    shape: check.oneOf("shape", shape, ["compact", "paper"]),
    format: check.oneOf("format", format, ["jsonl", "parquet"]),
  } satisfies OutputFormat;
}

/** A record in the compact shape: segment i ends before UTF-16 unit `ends[i]` and scores `scores[i]`. */
export interface CompactRecord {
  readonly id: string;
  readonly hash: string;
  readonly ends: readonly number[];
  readonly scores: readonly number[];
}

/** A record in the shape of the paper's datasets. */
export interface PaperRecord {
  readonly texts: readonly string[];
  readonly scores: readonly number[];
  /** Unweighted mean of `scores`; 0 without segments. */
  readonly avg_score: number;
  readonly num_sents: number;
  readonly meta: { readonly id: string; readonly hash: string };
}

/** The scores without the text. */
export function toCompact({ id, hash, segments }: ScoredRecord): CompactRecord {
  let end = 0;
  const ends = segments.map(({ text }) => {
    end += text.length;
    return end;
  });
  return { id, hash, ends, scores: segments.map(({ score }) => score) };
}

/** The scores with the text. */
export function toPaper({ id, hash, segments }: ScoredRecord): PaperRecord {
  const scores = segments.map(({ score }) => score);
  const sum = scores.reduce((total, score) => total + score, 0);
  return {
    texts: segments.map(({ text }) => text),
    scores,
    avg_score: segments.length > 0 ? sum / segments.length : 0,
    num_sents: segments.length,
    meta: { id, hash },
  };
}
