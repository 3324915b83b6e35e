import type { SuggestedThreshold, Suggestion } from "./inspection.ts";
import { type SortedScores, shortest } from "./score-tally.ts";
import type { CorpusTally } from "./thresholds.ts";
import { warnings } from "./warnings.ts";
import { scoreText, shareText } from "./words.ts";

/** A threshold leaves at least this share on either side. */
const LEAST = 0.05;
/** Of documents a filter should keep at least this share, or training sees the rest again and again. */
const LEAST_KEPT = 0.25;
/** Tried in this order: as even as ties allow. */
const QUANTILES = [0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.1, 0.9];

/** Thresholds for segments and for documents, why, and what could be wrong with the corpus. */
export function suggest(tally: CorpusTally): Suggestion {
  const segments = suggestFor(tally.segments, SEGMENTS);
  const documents = suggestFor(tally.documents, DOCUMENTS);
  return { segments, documents, warnings: warnings(tally, segments, documents) };
}

interface Kind {
  readonly noun: string;
  readonly score: string;
  /** The least share of zeros for which 0 is taken. */
  readonly least: number;
  /** What lies at or below the threshold is … */
  readonly becomes: string;
}

const SEGMENTS: Kind = { noun: "segments", score: "score", least: LEAST, becomes: "aligned" };
const DOCUMENTS: Kind = {
  noun: "documents",
  score: "mean score",
  least: LEAST_KEPT,
  becomes: "kept",
};

function suggestFor(scores: SortedScores, kind: Kind): SuggestedThreshold {
  const { noun, score, least, becomes } = kind;
  const atMost = (threshold: number) => scores.atMost(threshold).count / scores.count;
  const zeros = atMost(0);
  const [lowest, highest] = [scores.at(0), scores.at(scores.count - 1)];
  if (lowest === highest) {
    return {
      threshold: shortest(lowest),
      atMost: 1,
      reason: `All ${noun} have the ${score} ${scoreText(lowest)}; no threshold tells them apart.`,
    };
  }
  if (zeros > 1 - LEAST) {
    const reason = `Only ${shareText(1 - zeros)} of the ${noun} have a ${score} above 0; any higher threshold would leave fewer still.`;
    return { threshold: 0, atMost: zeros, reason };
  }
  if (zeros >= least) {
    const reason = `${shareText(zeros)} of the ${noun} have a ${score} of exactly 0 and ${shareText(1 - zeros)} do not: the scorer itself draws the line.`;
    return { threshold: 0, atMost: zeros, reason };
  }
  const why =
    zeros === 0
      ? `No ${score} is exactly 0`
      : `Only ${shareText(zeros)} of the ${noun} have a ${score} of exactly 0`;
  const found = QUANTILES.find((q) => {
    const share = atMost(scores.quantile(q));
    return share >= LEAST && share <= 1 - LEAST;
  });
  if (found === undefined) return mostlyTied(scores, kind, why);
  const threshold = shortest(scores.quantile(found));
  const share = atMost(threshold);
  const reason =
    found === 0.5
      ? `${why}, so the scores only rank the ${noun}; at the median, ${scoreText(threshold)}, ${shareText(share)} are ${becomes} and ${shareText(1 - share)} are not.`
      : `${why}, and too many ${noun} share the median, ${scoreText(scores.quantile(0.5))}; at the quantile ${found}, ${scoreText(threshold)}, ${shareText(share)} are ${becomes}.`;
  return { threshold, quantile: found, atMost: share, reason };
}

/** More than nine in ten have one and the same score, which is not 0: below or above it is all one can choose. */
function mostlyTied(
  scores: SortedScores,
  { noun, becomes }: Kind,
  why: string,
): SuggestedThreshold {
  const tied = scores.quantile(0.5);
  const upTo = scores.atMost(tied).count;
  const last = scores.at(scores.count - 1);
  const below = upTo === scores.count ? belowOf(scores, tied) : tied;
  const threshold = shortest(below);
  const atMost = scores.atMost(threshold).count / scores.count;
  const reason = `${why}, and nearly all ${noun} share one score, ${scoreText(tied)} (the highest is ${scoreText(last)}); at ${scoreText(threshold)}, ${shareText(atMost)} are ${becomes}.`;
  return { threshold, atMost, reason };
}

/** The largest score below `score`. */
function belowOf(scores: SortedScores, score: number): number {
  let largest = scores.at(0);
  scores.each((other) => {
    if (other < score) largest = other;
  });
  return largest;
}
