import { hash128, type ScoredDocument } from "@preflm/core";

/** Part of the documents: those whose place, drawn uniformly in [0, 1) from the id alone, lies from one share to another. */
export type DocumentShare = readonly [from: number, until: number];

/** A share of a share. */
export function shareWithin([from, until]: DocumentShare, inner: DocumentShare): DocumentShare {
  const place = (share: number) => (share === 1 ? until : from + share * (until - from));
  return [place(inner[0]), place(inner[1])];
}

/** The documents in a share. Shares that do not overlap have no document in common, whatever is trained on them. */
export async function* documentsWithin(
  documents: AsyncIterable<ScoredDocument>,
  [from, until]: DocumentShare,
): AsyncGenerator<ScoredDocument> {
  for await (const document of documents) {
    const place = hash128(0, document.id, "share")[0] / 2 ** 32;
    if (from <= place && place < until) yield document;
  }
}
