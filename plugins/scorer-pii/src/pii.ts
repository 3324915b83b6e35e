import { checkOptions, PreflmError, type Scorer, show } from "@preflm/core";
import { sentences, textLines } from "@preflm/text";
import { type DetectorName, detectorNames, findPii } from "./find.ts";
import { mergeSpans } from "./span.ts";

/** The options of `pii`. */
export interface PiiOptions {
  /** What `annotate` scores: sentences as the paper does, or lines, empty ones with the line before. Default `"sentences"`. */
  readonly segments?: "sentences" | "lines";
  /** The detectors to run. Default: all seven. */
  readonly detectors?: readonly DetectorName[];
  /**
   * What the number of findings is divided by: the number of characters, or its square, which is the scale
   * of the scores the paper's authors published. Default `"per-character"`.
   */
  readonly normalization?: "per-character" | "per-character-squared";
}

/** Changes with every change of the rules, those of phone numbers included. */
const RULES = "rules-1 libphonenumber-js-1.13.16";

/**
 * Scores text by how much personally identifiable information it holds: findings per character.
 *
 * Findings are those of scrubadub 2.0.1's seven default detectors at en_US, merged where they overlap or touch;
 * characters are Unicode code points; the empty text scores 0 (Korbak et al. 2023, §4).
 */
export function pii(options: PiiOptions = {}): Scorer {
  const check = checkOptions("pii", options, ["segments", "detectors", "normalization"]);
  const segments = check.oneOf("segments", options.segments ?? "sentences", ["sentences", "lines"]);
  const normalization = check.oneOf("normalization", options.normalization ?? "per-character", [
    "per-character",
    "per-character-squared",
  ]);
  const chosen = options.detectors ?? detectorNames;
  if (!Array.isArray(chosen) || chosen.length === 0) {
    throw new PreflmError(
      "invalid-option",
      `pii: option "detectors" must be a list of detectors, got ${show(chosen)}. There are: ${detectorNames.join(", ")}.`,
    );
  }
  for (const name of chosen) check.oneOf("detectors", name, detectorNames);
  const names = detectorNames.filter((name) => chosen.includes(name));

  const split = segments === "lines" ? textLines : sentences;
  const scoreOf = (text: string): number => {
    const count = mergeSpans(findPii(text, names)).length;
    if (count === 0) return 0;
    const characters = countCharacters(text);
    const rate = count / characters;
    return normalization === "per-character" ? rate : rate / characters;
  };

  return {
    specificationVersion: "v1",
    name: "pii",
    unit:
      normalization === "per-character"
        ? { label: "PII spans per 1,000 characters", scale: 1000 }
        : { label: "PII spans per squared 1,000 characters", scale: 1e6 },
    fingerprint: ["pii", RULES, segments, normalization, names.join("+")].join(" "),
    annotate: async (documents) =>
      documents.map((document) => split(document).map((text) => ({ text, score: scoreOf(text) }))),
    score: async (texts) => texts.map(scoreOf),
    explain: async (text) => findPii(text, names),
  };
}

/** The number of code points, as Python's `len`. */
function countCharacters(text: string): number {
  let characters = 0;
  for (const _ of text) characters++;
  return characters;
}
