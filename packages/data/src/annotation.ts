import { type Document, PreflmError, type Scorer, type Segment, show } from "@preflm/core";
import { isScore } from "./paper-shape.ts";

/** Scores documents and checks what the scorer returns: lossless segments, scores finite and ≥ 0. */
export async function scoreDocuments(
  documents: readonly Document[],
  scorer: Scorer,
): Promise<readonly (readonly Segment[])[]> {
  if (documents.length === 0) return [];
  const annotations = await scorer.annotate(documents.map((document) => document.text));
  const fail = (what: string): never => {
    throw new PreflmError(
      "invalid-input",
      `The scorer "${scorer.name}" returned ${what}. Mend the scorer; testScorer of @preflm/testkit finds such mistakes.`,
    );
  };
  if (annotations.length !== documents.length) {
    fail(`${annotations.length} annotations for ${documents.length} documents`);
  }
  return documents.map((document, i) => checkedSegments(document, annotations[i], fail));
}

/** The segments that a document brought along, checked like a scorer's; undefined if it brought none. */
export function broughtSegments(document: Document): readonly Segment[] | undefined {
  if (!document.segments) return undefined;
  return checkedSegments(document, document.segments, (what) => {
    throw new PreflmError("invalid-input", `The corpus brought ${what}. Mend the corpus.`);
  });
}

/**
 * The largest float32 that is not above the score. Batches hold float32, marks and filters see these
 * very numbers, so all agree on which side of a threshold a segment is; and because rounding never
 * goes up, a score equal to a threshold stays aligned.
 */
function toFloat32(score: number): number {
  const nearest = Math.fround(score);
  if (nearest <= score) return nearest;
  float[0] = nearest;
  bits[0]--;
  return float[0];
}

const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

function checkedSegments(
  document: Document,
  segments: readonly Segment[],
  fail: (what: string) => never,
): readonly Segment[] {
  const where = `on document ${show(document.id)}`;
  for (const { score, text } of segments) {
    if (isScore(score)) continue;
    const rule = "Scores are finite and ≥ 0; higher is worse";
    fail(`the score ${show(score)} for ${show(text)} ${where}. ${rule}`);
  }
  if (!concatenate(segments, document.text)) {
    fail(`segments that do not concatenate to the text ${where}`);
  }
  return segments.map(({ text, score }) => ({ text, score: toFloat32(score) }));
}

/** Compares in place: to join the segments would copy the corpus. */
function concatenate(segments: readonly Segment[], text: string): boolean {
  let at = 0;
  for (const segment of segments) {
    if (!text.startsWith(segment.text, at)) return false;
    at += segment.text.length;
  }
  return at === text.length;
}
