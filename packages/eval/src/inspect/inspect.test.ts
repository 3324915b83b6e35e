import { meanScore, quantile, type ScoredDocument } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { inspect } from "./inspect.ts";
import type { Inspection } from "./inspection.ts";
import { circles, scoredDocuments, streamed, words } from "./test-corpus.ts";

const documents = scoredDocuments(1, 400);
const segments = documents.flatMap((document) => document.segments);
const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
const charactersOf = (list: readonly { text: string }[]) =>
  sum(list.map(({ text }) => text.length));

describe("inspect", async () => {
  const inspection = await inspect(streamed(documents), { tokenizer: words, scorer: circles });

  it("counts what a loop counts", async () => {
    expect(inspection.counts).toMatchObject({
      documents: documents.length,
      segments: segments.length,
      characters: charactersOf(segments),
    });
    for (const row of inspection.thresholds) {
      const limit = Math.fround(row.threshold);
      const aligned = segments.filter(({ score }) => Math.fround(score) <= limit);
      const kept = documents.filter((document) => Math.fround(meanScore(document)) <= limit);
      const tokens = sum(
        (await words.encode(aligned.map(({ text }) => text))).map((t) => t.length),
      );
      expect(row.aligned.segments).toBe(aligned.length);
      expect(row.aligned.characters).toBe(charactersOf(aligned));
      expect(row.aligned.tokens?.value).toBeCloseTo(tokens, 6);
      expect(row.aligned.tokens?.error).toBe(0);
      expect(row.documents).toBe(kept.length / documents.length);
      const keptText = charactersOf(kept.flatMap((document) => document.segments));
      expect(row.documentCharacters).toBeCloseTo(keptText / charactersOf(segments), 12);
      const both = row.aligned.characters + row.misaligned.characters;
      expect(both).toBe(inspection.counts.characters);
    }
  });

  it("puts every segment into one bin of the histogram, between its bounds", () => {
    const { histogram } = inspection;
    expect(sum(histogram.map((bin) => bin.count))).toBe(segments.length);
    for (const { from, to, count } of histogram) {
      const inside = segments.filter(({ score }) =>
        to === 0 ? score === 0 : score > from && Math.fround(score) <= Math.fround(to),
      );
      expect(inside.length).toBe(count);
    }
  });

  it("keeps more at a higher threshold", () => {
    for (const [i, row] of inspection.thresholds.slice(1).entries()) {
      const before = inspection.thresholds[i];
      expect(row.threshold).toBeGreaterThan(before.threshold);
      expect(row.documents).toBeGreaterThanOrEqual(before.documents);
      expect(row.documentCharacters).toBeGreaterThanOrEqual(before.documentCharacters);
      expect(row.aligned.characters).toBeGreaterThanOrEqual(before.aligned.characters);
    }
    const scores = inspection.quantiles.map((row) => row.segment);
    expect([...scores].sort((a, b) => a - b)).toEqual(scores);
  });

  it("draws a curve from what is 0 to all, which never falls", () => {
    const { kept } = inspection;
    const share = segments.filter(({ score }) => score === 0).length / segments.length;
    expect(kept[0]).toMatchObject({ threshold: 0, segments: share });
    expect(kept.at(-1)).toMatchObject({ segments: 1, documents: 1 });
    for (const [i, point] of kept.slice(1).entries()) {
      expect(point.threshold).toBeGreaterThan(kept[i].threshold);
      expect(point.segments).toBeGreaterThanOrEqual(kept[i].segments);
      expect(point.documents).toBeGreaterThanOrEqual(kept[i].documents);
    }
  });

  it("has the threshold asked for and its examples from around it", async () => {
    const asked = await inspect(streamed(documents), { thresholds: [quantile(0.9), 0.07] });
    const limit = asked.threshold;
    const scores = segments.map(({ score }) => Math.fround(score)).sort((a, b) => a - b);
    expect(Math.fround(limit)).toBe(scores[Math.ceil(0.9 * scores.length) - 1]);
    expect(asked.thresholds.map((row) => row.threshold)).toContain(0.07);
    const near = (list: readonly number[]) => list.map((score) => Math.fround(score));
    const above = scores.filter((score) => score > Math.fround(limit));
    const below = scores.filter((score) => score <= Math.fround(limit)).reverse();
    expect(near(asked.examples.above.map(({ score }) => score))).toEqual(above.slice(0, 5));
    expect(near(asked.examples.below.map(({ score }) => score))).toEqual(below.slice(0, 5));
    const worst = asked.examples.worst.map(({ score }) => score);
    expect(near(worst)).toEqual(scores.reverse().slice(0, 5));
  });

  it("explains examples in their documents, and counts labels over all documents if they are few", () => {
    const all = segments.map(({ text }) => text).join("");
    const { labels, examples } = inspection;
    expect(labels).toMatchObject({ documents: 400, segments: segments.length, all: true });
    expect(labels?.labels).toEqual([
      {
        label: "o",
        findings: all.split("o").length - 1,
        segments: segments.filter(({ text }) => text.includes("o")).length,
      },
    ]);
    for (const { text, findings } of [...examples.above, ...examples.below])
      expect(findings.map(({ start }) => start)).toEqual(
        [...text.matchAll(/o/g)].map(({ index }) => index),
      );
  });

  it("draws other examples and samples with another seed, and the same with the same", async () => {
    const look = (seed: number) =>
      inspect(streamed(documents), { seed, scorer: circles, sample: 9 });
    const plain = ({ speed: _, ...rest }: Inspection) => rest;
    expect(plain(await look(1))).toEqual(plain(await look(1)));
    expect((await look(1)).examples.below).not.toEqual((await look(2)).examples.below);
    expect((await look(3)).labels).toMatchObject({ documents: 9, all: false });
  });

  it("estimates tokens of a large corpus within a few standard errors, also where one segment outweighs all others", async () => {
    const giant = { id: "giant", segments: [{ text: "ab ".repeat(500_000), score: 0.5 }] };
    const plain = scoredDocuments(5, 12_000);
    for (const many of [plain, [...plain.slice(0, 6000), giant, ...plain.slice(6000)]]) {
      const texts = many.flatMap((document) => document.segments.map(({ text }) => text));
      const exact = sum((await words.encode(texts)).map((tokens) => tokens.length));
      const { counts } = await inspect(streamed(many), { tokenizer: words });
      const { value, error } = counts.tokens ?? { value: 0, error: 0 };
      expect(error).toBeGreaterThan(0);
      expect(error / value).toBeLessThan(0.01);
      expect(Math.abs(value - exact)).toBeLessThan(4 * error);
    }
  });

  it("rejects a corpus without documents, and one without text", async () => {
    await expect(inspect(streamed([]))).rejects.toThrow(/The corpus is empty/);
    const hollow: ScoredDocument[] = [{ id: "a", segments: [] }];
    await expect(inspect(streamed(hollow))).rejects.toThrow(/has no text: none of its 1 documents/);
    const wrong = { thresold: 0 } as object;
    await expect(inspect(streamed(documents), wrong)).rejects.toThrow(/no option "thresold"/);
  });

  it("tells how far it is", async () => {
    const told: string[] = [];
    const onProgress = ({ step, done, total }: { step: string; done: number; total?: number }) =>
      told.push(`${step} ${done} of ${total}`);
    await inspect(streamed(documents), { tokenizer: words, onProgress });
    const { characters } = inspection.counts;
    expect(told).toContain(`scores ${characters} of undefined`);
    expect(told).toContain(`tokens ${segments.length} of ${segments.length}`);
    expect(told.at(-1)).toBe(`examples ${characters} of ${characters}`);
  });
});
