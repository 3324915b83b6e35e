import { checkOptions, PreflmError, type Scorer, show } from "@preflm/core";
import { mapConcurrently } from "./map-concurrently.ts";

/** What an autoevals scorer gives: 1 is best, 0 is worst, `null` is no score. */
export interface AutoevalsScore {
  readonly name: string;
  readonly score: number | null;
  readonly metadata?: Record<string, unknown>;
}

/** An autoevals scorer of texts; what else it needs, such as `expected`, is bound in a closure. */
export type AutoevalsFunction = (arguments_: {
  output: string;
}) => AutoevalsScore | Promise<AutoevalsScore>;

/** The options of `fromAutoevals`. */
export interface FromAutoevalsOptions {
  /** The name that reports show, such as `"valid-json"`. */
  readonly name: string;
  /**
   * Names whatever the scores depend on: the version of autoevals, the model, the prompt, what is bound. Stored scores
   * are used again as long as it stays the same.
   */
  readonly version: string;
  /** Cuts a document into segments that concatenate back to it. Default: a document is one segment. */
  readonly segments?: (document: string) => readonly string[];
  /** The score of texts that the scorer gives `null`, on preflm's scale: 0 is good, 1 is bad. Default: an error. */
  readonly missing?: number;
  /** How many texts are scored at the same time. Default: 4. */
  readonly concurrency?: number;
}

/** An autoevals scorer as a scorer of preflm: score = 1 − its score, in [0, 1]. What it rejects with, this rejects with. */
export function fromAutoevals(scorer: AutoevalsFunction, options: FromAutoevalsOptions): Scorer {
  const known = ["name", "version", "segments", "missing", "concurrency"];
  const check = checkOptions("fromAutoevals", options, known);
  const name = check.string("name", options.name);
  const version = check.string("version", options.version);
  const { segments: cut = whole, missing } = options;
  if (missing !== undefined) check.number("missing", missing, { min: 0, max: 1 });
  const concurrency = check.integer("concurrency", options.concurrency ?? 4, { min: 1 });

  async function scoreOf(text: string): Promise<number> {
    const score = (await scorer({ output: text }))?.score;
    if (typeof score === "number" && score >= 0 && score <= 1) return 1 - score;
    if (score === null && missing !== undefined) return missing;
    const hint =
      score === null
        ? 'no score (null). Set the option "missing" to the score that such texts get'
        : `${show(score)}, expected a number from 0 to 1, or null`;
    throw new PreflmError("invalid-input", `The scorer ${name} gave ${show(text)} ${hint}.`);
  }
  const scoreAll = (texts: readonly string[]) => mapConcurrently(texts, scoreOf, concurrency);

  return {
    specificationVersion: "v1",
    name,
    unit: { label: `1 − ${name}`, scale: 1 },
    fingerprint: `autoevals 1 ${JSON.stringify([name, version, cut.name, missing ?? null])}`,
    async annotate(documents) {
      const pieces = documents.map((document) => checkCuts(document, cut(document), name));
      const scores = await scoreAll(pieces.flat());
      let next = 0;
      return pieces.map((texts) => texts.map((text) => ({ text, score: scores[next++] })));
    },
    score: scoreAll,
  };
}

function whole(document: string): readonly string[] {
  return document === "" ? [] : [document];
}

function checkCuts(document: string, pieces: readonly string[], name: string): readonly string[] {
  if (pieces.join("") === document) return pieces;
  throw new PreflmError(
    "invalid-option",
    `The segments of ${name} do not concatenate back to the document ${show(document)}; give a lossless function, such as sentences of @preflm/text.`,
  );
}
