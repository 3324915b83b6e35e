import type { Segment } from "@preflm/core";
import type { Part } from "./parts.ts";

/** The leader's segments of each document, and for each document one list of their scores a part. */
export interface ScoredSegments {
  readonly segments: readonly (readonly string[])[];
  readonly scores: readonly (readonly (readonly number[])[])[];
}

/**
 * Cuts documents as the leading part does and lets every part score the pieces: by its own `annotate` in documents that
 * it cuts alike, since that may look beyond a piece, and by `score` in the others.
 */
export async function scoreSegments(
  documents: readonly string[],
  parts: readonly Part[],
  leader: number,
): Promise<ScoredSegments> {
  const annotated = await Promise.all(parts.map(({ scorer }) => scorer.annotate(documents)));
  const segments = annotated[leader].map((pieces) => pieces.map(({ text }) => text));
  const byPart = await Promise.all(
    parts.map(({ scorer }, part) => scoresOf(scorer, annotated[part], segments)),
  );
  return { segments, scores: documents.map((_, i) => byPart.map((scores) => scores[i])) };
}

/** One part's scores of the segments of each document. */
async function scoresOf(
  scorer: Part["scorer"],
  own: readonly (readonly Segment[])[],
  segments: readonly (readonly string[])[],
): Promise<readonly (readonly number[])[]> {
  const alike = segments.map((texts, i) => sameCuts(texts, own[i]));
  const others = await scorer.score(segments.filter((_, i) => !alike[i]).flat());
  let next = 0;
  return segments.map((texts, i) => {
    if (alike[i]) return own[i].map(({ score }) => score);
    next += texts.length;
    return others.slice(next - texts.length, next);
  });
}

function sameCuts(texts: readonly string[], own: readonly Segment[]): boolean {
  return texts.length === own.length && texts.every((text, i) => text === own[i].text);
}
