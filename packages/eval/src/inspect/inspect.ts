import {
  checkOptions,
  meanScore,
  PreflmError,
  type ScoredDocument,
  type Scorer,
  type Threshold,
} from "@preflm/core";
import { exampleSearch } from "./examples.ts";
import { histogram } from "./histogram.ts";
import type { Inspection, ScorerSpeed, ScoreSummary } from "./inspection.ts";
import { labelSample } from "./labels.ts";
import { type SortedScores, scoreTally, shortest } from "./score-tally.ts";
import { suggest } from "./suggest.ts";
import {
  allTokens,
  asNumber,
  type CorpusTally,
  keptPoints,
  quantileRows,
  thresholdRows,
  usualThresholds,
} from "./thresholds.ts";
import { type TokenEncoder, tokenSample } from "./token-sample.ts";
import { weightRows } from "./weights.ts";

/** How to inspect. */
export interface InspectOptions {
  /** What reports call the corpus; `"corpus"` by default. */
  readonly name?: string;
  /** Explains examples and a sample of documents, and is timed on them. */
  readonly scorer?: Scorer;
  /** Thresholds to look at besides the usual; the examples are from around the first. */
  readonly thresholds?: readonly Threshold[];
  /** β of RWR and AWR to look at besides the usual. */
  readonly betas?: readonly number[];
  /** Counts tokens, on a sample if the corpus is large; without it only characters are counted. */
  readonly tokenizer?: TokenEncoder;
  /** How fast the scorer was, where that is known; otherwise it is measured on the sample. */
  readonly speed?: ScorerSpeed;
  /** Most documents that the scorer is asked to explain; 1,000 by default. */
  readonly sample?: number;
  /** Seeds what is drawn; 1 by default. */
  readonly seed?: number;
  readonly onProgress?: (progress: InspectProgress) => void;
}

/** How far it has come: the corpus is read for its scores, a sample is tokenised, the corpus is read for examples. */
export interface InspectProgress {
  readonly step: "scores" | "tokens" | "examples";
  /** Characters read, or pieces of text tokenised. */
  readonly done: number;
  /** Unknown while the scores are read. */
  readonly total?: number;
}

const OPTIONS = [
  ...["name", "scorer", "thresholds", "betas", "tokenizer"],
  ...["speed", "sample", "seed", "onProgress"],
];

/**
 * Looks at a scored corpus before anything is trained on it: what thresholds would keep, what weights would do,
 * examples, and a threshold to begin with. Reads the corpus twice, in order; of the first reading it keeps 8 bytes
 * for each score that is not 0 and a sample. Counts are exact, except those of tokens of a large corpus.
 */
export async function inspect(
  documents: () => AsyncIterable<ScoredDocument>,
  options: InspectOptions = {},
): Promise<Inspection> {
  const { name = "corpus", scorer, thresholds = [], betas = [] } = options;
  const check = checkOptions("inspect", options, OPTIONS);
  const seed = check.integer("seed", options.seed ?? 1);
  const sample = check.integer("sample", options.sample ?? 1000, { min: 0 });
  for (const threshold of thresholds) check.threshold("thresholds", threshold);
  for (const beta of betas) check.number("betas", beta, { above: 0 });

  const tally = await readScores(documents, { ...options, seed });
  const { segments } = tally;
  const scores = summary(segments);
  const suggestion = suggest(tally);
  const asked = thresholds.map((each) => asNumber(each, segments));
  const threshold = asked[0] ?? suggestion.segments.threshold;
  const named = [
    { threshold: suggestion.segments.threshold, name: "suggested" },
    { threshold: suggestion.documents.threshold, name: "suggested filter" },
    ...asked.map((each) => ({ threshold: each, name: "asked for" })),
    ...usualThresholds(segments, scores.mean),
  ];

  const search = exampleSearch(threshold, seed);
  const labels = scorer && labelSample(scorer, { of: tally.documents.count, sample, seed });
  const tell = progress("examples", options.onProgress, segments.characters);
  for await (const document of documents()) {
    search.look(document);
    await labels?.look(document);
    tell(document);
  }
  tell();

  const counted = labels?.counts();
  const speed = options.speed ?? labels?.speed();
  return {
    corpus: name,
    ...(scorer && {
      scorer: { name: scorer.name, ...(scorer.unit && { unit: scorer.unit }) },
    }),
    counts: {
      documents: tally.documents.count,
      segments: segments.count,
      characters: segments.characters,
      ...(tally.rates && { tokens: allTokens(tally, tally.rates) }),
    },
    scores,
    histogram: histogram(segments),
    quantiles: quantileRows(tally),
    thresholds: thresholdRows(tally, named),
    kept: keptPoints(tally),
    weights: weightRows(tally, scores, threshold, betas),
    suggestion,
    threshold,
    examples: await search.explained(scorer),
    ...(counted && { labels: counted }),
    ...(speed && { speed }),
  };
}

async function readScores(
  documents: () => AsyncIterable<ScoredDocument>,
  { tokenizer, onProgress, seed }: InspectOptions & { readonly seed: number },
): Promise<CorpusTally> {
  const bySegment = scoreTally();
  const byDocument = scoreTally();
  const tokens = tokenizer && tokenSample(seed);
  const tell = progress("scores", onProgress);
  for await (const document of documents()) {
    let characters = 0;
    for (const { text, score } of document.segments) {
      bySegment.add(score, text.length);
      tokens?.add(text, score);
      characters += text.length;
    }
    byDocument.add(meanScore(document), characters);
    tell(document);
  }
  tell();
  const tally = { segments: bySegment.sorted(), documents: byDocument.sorted() };
  if (tally.segments.characters === 0) throw nothingToSee(tally);
  if (!tokenizer || !tokens) return tally;
  const rates = await tokens.count(tokenizer, (done, total) =>
    onProgress?.({ step: "tokens", done, total }),
  );
  return { ...tally, rates };
}

function nothingToSee({ documents }: CorpusTally): PreflmError {
  return new PreflmError(
    "invalid-input",
    documents.count === 0
      ? "The corpus is empty: it gave no document. Check its path, its text field and the problems it told."
      : `The corpus has no text: none of its ${documents.count} documents has a segment with text in it.`,
  );
}

function summary(segments: SortedScores): ScoreSummary {
  const total = { sum: 0, weighted: 0, squares: 0 };
  segments.each((score, characters, count) => {
    total.sum += score * count;
    total.weighted += score * characters;
  });
  const mean = total.sum / segments.count;
  segments.each((score, _, count) => {
    total.squares += (score - mean) ** 2 * count;
  });
  const [minimum, maximum] = [0, segments.count - 1].map((rank) => shortest(segments.at(rank)));
  return {
    zeros: segments.zeros.count / segments.count,
    minimum,
    maximum,
    mean,
    deviation: minimum === maximum ? 0 : Math.sqrt(total.squares / segments.count),
    pooled: total.weighted / segments.characters,
  };
}

/** Tells of a document now and then, and of the end when called without one. */
function progress(
  step: InspectProgress["step"],
  onProgress: InspectOptions["onProgress"],
  total?: number,
) {
  let told = performance.now();
  let done = 0;
  return (document?: ScoredDocument) => {
    for (const { text } of document?.segments ?? []) done += text.length;
    const now = performance.now();
    if (document && now - told < 100) return;
    told = now;
    onProgress?.({ step, done, ...(total && { total }) });
  };
}
