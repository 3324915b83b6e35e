import type { Side, SuggestedThreshold, ThresholdRow } from "./inspection.ts";
import type { SortedScores } from "./score-tally.ts";
import { type CorpusTally, thresholdRows } from "./thresholds.ts";
import { count, scoreText, shareText } from "./words.ts";

/** Below this many tokens behind a mark, a model hardly learns what it means. */
const FEW_TOKENS = 10_000;
/** UTF-16 units, where tokens are not counted. */
const FEW_CHARACTERS = 4 * FEW_TOKENS;
/** Characters from one mark to the next from which marks are far apart for a context of 1,024 tokens. */
const FAR = 2000;
/** A tie that moves a quantile by more than this is told. */
const TIE = 0.05;

/** What could be wrong with a scored corpus, a sentence or two each; empty if nothing is. */
export function warnings(
  tally: CorpusTally,
  segments: SuggestedThreshold,
  documents: SuggestedThreshold,
): readonly string[] {
  const { segments: scores } = tally;
  if (scores.at(0) === scores.at(scores.count - 1)) {
    const all = `All segments score ${scoreText(scores.at(0))}. Every objective would be maximum likelihood on all of the text or on none; check the scorer.`;
    return [all];
  }
  const [row] = thresholdRows(tally, [{ threshold: segments.threshold, name: "suggested" }]);
  const marked = [
    rare(1 - segments.atMost, row.misaligned, "misaligned"),
    rare(segments.atMost, row.aligned, "aligned"),
  ];
  const found = [
    ...(small(row) ? [smallCorpus(tally)] : marked),
    tied(segments, tally.segments, "segments"),
    tied(documents, tally.documents, "documents"),
    documents.atMost > 0.95 &&
      `The suggested filter keeps ${shareText(documents.atMost)} of the documents: filtered MLE will hardly differ from MLE.`,
    farApart(tally),
    aboveOne(tally),
  ];
  return found.filter((warning) => typeof warning === "string");
}

function isFew({ tokens, characters }: Side): boolean {
  return tokens ? tokens.value < FEW_TOKENS : characters < FEW_CHARACTERS;
}

function small({ aligned, misaligned }: ThresholdRow): boolean {
  return isFew(aligned) && isFew(misaligned);
}

function smallCorpus({ segments }: CorpusTally): string {
  return `The corpus is small: ${count(segments.count)} segments with ${count(segments.characters)} characters. Score more text before choosing by these numbers.`;
}

function rare(share: number, side: Side, mark: string) {
  const { segments, characters, tokens } = side;
  const size = `${count(segments)} with ${tokens ? `${count(tokens.value)} tokens` : `${count(characters)} characters`}`;
  if (isFew(side))
    return `${shareText(share)} of the segments are ${mark}, which is only ${size}: too few to learn what that mark means. Score more text.`;
  if (share >= 0.01) return undefined;
  return `Only ${shareText(share)} of the segments are ${mark}: ${size}. A model rarely sees that mark.`;
}

function tied({ quantile, threshold, atMost }: SuggestedThreshold, of: SortedScores, noun: string) {
  if (quantile === undefined || atMost - quantile <= TIE) return undefined;
  const last = Math.round(atMost * of.count) - 1;
  if (last === 0 || of.at(last - 1) !== of.at(last)) return undefined; // few scores rather than a tie
  return `Many ${noun} tie at the quantile ${quantile}: ${shareText(atMost)} of them lie at or below ${scoreText(threshold)}, and a tie counts as aligned.`;
}

function farApart({ segments }: CorpusTally) {
  const apart = segments.characters / segments.count;
  if (apart <= FAR) return undefined;
  return `A segment has ${count(apart)} characters on average, so marks are far apart and a score says little about any one place; a scorer that cuts sentences or lines says more.`;
}

function aboveOne({ segments }: CorpusTally) {
  const above = 1 - segments.atMost(1).count / segments.count;
  if (above === 0) return undefined;
  return `${shareText(above)} of the segments score above 1, which AWR's value head, whose answers lie between −1 and 0, cannot predict.`;
}
