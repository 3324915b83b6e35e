import type { ScoredDocument } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { type DocumentShare, documentsWithin, shareWithin } from "./document-share.ts";

const documents: readonly ScoredDocument[] = Array.from({ length: 2000 }, (_, i) => ({
  id: `document ${i}`,
  segments: [],
}));

async function* all() {
  yield* documents;
}

async function within(share: DocumentShare): Promise<string[]> {
  const ids: string[] = [];
  for await (const { id } of documentsWithin(all(), share)) ids.push(id);
  return ids;
}

describe("documentsWithin", () => {
  it("cuts the documents into shares that have none in common and miss none", async () => {
    const shares: DocumentShare[] = [
      [0, 0.1],
      [0.1, 0.5],
      [0.5, 1],
    ];
    const parts = await Promise.all(shares.map(within));
    expect(new Set(parts.flat()).size).toBe(documents.length);
    expect(parts.flat()).toHaveLength(documents.length);
    parts.forEach((part, i) => {
      const expected = (shares[i][1] - shares[i][0]) * documents.length;
      expect(Math.abs(part.length - expected)).toBeLessThan(4 * Math.sqrt(expected));
    });
    expect(await within([0, 1])).toEqual(documents.map(({ id }) => id));
  });
});

describe("shareWithin", () => {
  it("is a share of a share, ending exactly where the outer one does", () => {
    expect(shareWithin([0, 1], [0, 0.3])).toEqual([0, 0.3]);
    expect(shareWithin([0.5, 1], [0, 0.5])).toEqual([0.5, 0.75]);
    const [from, until] = shareWithin([0.1, 0.7], [0.3, 1]);
    expect(until).toBe(0.7);
    expect(from).toBe(shareWithin([0.1, 0.7], [0, 0.3])[1]);
  });
});
