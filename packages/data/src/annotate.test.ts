import { appendFileSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Document, Scorer } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { annotate } from "./annotate.ts";
import { atSigns, collect, stream, temporaryFolder } from "./test-support.ts";

const documents: Document[] = [
  { id: "1", text: "write to me@example.org\nplease\n" },
  { id: "2", text: "nothing here" },
  { id: "3", text: "a@b\r\n\n\u0000😀@" },
  { id: "4", text: "nothing here" },
];
const all = (scorer: Scorer, cache?: string, given = documents) =>
  collect(annotate(stream(given), scorer, { cache, batch: 2 }));

describe("annotate", () => {
  it("gives the scorer's segments in order, whatever the batch", async () => {
    const scored = await all(atSigns());
    expect(scored.map(({ id }) => id)).toEqual(["1", "2", "3", "4"]);
    expect(scored.map(({ segments }) => segments.map((s) => s.text).join(""))).toEqual(
      documents.map(({ text }) => text),
    );
    expect(scored[0].segments.map(({ score }) => score)).toEqual([expect.closeTo(1 / 24, 8), 0]);
    expect(await collect(annotate(stream(documents), atSigns(), { batch: 1 }))).toEqual(scored);
  });

  it("rounds scores down to float32, so that a score equal to a threshold stays aligned", async () => {
    for (const score of [0, 0.1, 1 / 3, 1e-50, 5, 1e300, 2 ** -149]) {
      const [{ segments }] = await all(constant(score), undefined, [documents[1]]);
      expect(segments[0].score).toBeLessThanOrEqual(score);
      expect(Math.fround(segments[0].score)).toBe(segments[0].score);
      expect(segments[0].score).toBeGreaterThanOrEqual(
        Math.min(score, 3.4e38) * (1 - 2 ** -23) - 2 ** -149,
      );
    }
  });

  it("reports totals", async () => {
    const seen: unknown[] = [];
    const onProgress = (progress: unknown) => seen.push(progress);
    await collect(annotate(stream(documents), atSigns(), { batch: 3, onProgress }));
    const characters = documents.map(({ text }) => text.length);
    expect(seen).toEqual([
      {
        documents: 3,
        characters: characters[0] + characters[1] + characters[2],
        cached: 0,
        brought: 0,
      },
      { documents: 4, characters: characters.reduce((a, b) => a + b), cached: 0, brought: 0 },
    ]);
  });

  it("rejects scores and segments that break the contract, naming scorer, document and score", async () => {
    for (const score of [-1, Number.NaN, Infinity]) {
      await expect(all(constant(score))).rejects.toThrow(
        new RegExp(`"constant" returned the score ${score} for .* on document "1"`),
      );
    }
    const lossy = { ...atSigns(), annotate: async () => [[], []] };
    await expect(all(lossy)).rejects.toThrow(/do not concatenate to the text on document "1"/);
    const short = { ...atSigns(), annotate: async () => [[]] };
    await expect(all(short)).rejects.toThrow(/1 annotations for 2 documents/);
  });
});

describe("a document that brings segments", () => {
  const scored: Document = {
    id: "5",
    text: "a@b.c\nd",
    segments: [
      { text: "a@b.c\n", score: 0.1 },
      { text: "d", score: 2 },
    ],
  };

  it("keeps them, rounded like all scores, among documents that are scored", async () => {
    const cache = temporaryFolder();
    for (const asked of [4, 0]) {
      const scorer = atSigns();
      const all = await collect(annotate(stream([...documents, scored]), scorer, { cache }));
      expect(scorer.asked()).toBe(asked); // equal texts of one batch are both asked for
      expect(all.slice(0, 4)).toEqual(await collect(annotate(stream(documents), atSigns())));
      expect(all[4].segments.map(({ text }) => text)).toEqual(["a@b.c\n", "d"]);
      expect(all[4].segments.map(({ score }) => score)).toEqual([0.09999999403953552, 2]);
    }
  });

  it("is neither asked for nor cached", async () => {
    const cache = temporaryFolder();
    const seen: unknown[] = [];
    const options = { cache, onProgress: (progress: unknown) => seen.push(progress) };
    const scorer = atSigns();
    await collect(annotate(stream([scored]), scorer, options));
    expect(scorer.asked()).toBe(0);
    expect(seen).toEqual([{ documents: 1, characters: 7, cached: 0, brought: 1 }]);
    const { segments: _, ...unscored } = scored;
    await collect(annotate(stream([unscored]), scorer, { cache }));
    expect(scorer.asked()).toBe(1);
  });

  it("is rejected, naming it, if its segments break the contract", async () => {
    for (const score of [-1, Number.NaN, Infinity]) {
      const broken = { ...scored, segments: [{ text: scored.text, score }] };
      await expect(collect(annotate(stream([broken]), atSigns()))).rejects.toThrow(
        /The corpus brought the score .* on document "5"/,
      );
    }
    const lossy = { ...scored, segments: [] };
    await expect(collect(annotate(stream([lossy]), atSigns()))).rejects.toThrow(
      /The corpus brought segments that do not concatenate to the text on document "5"/,
    );
  });
});

describe("the annotation cache", () => {
  it("gives equal output without asking the scorer again", async () => {
    const cache = temporaryFolder();
    const scorer = atSigns();
    const fresh = await all(scorer, cache);
    expect(fresh).toEqual(await all(atSigns()));
    const asked = scorer.asked();
    expect(await all(scorer, cache, [...documents].reverse())).toEqual([...fresh].reverse());
    expect(scorer.asked()).toBe(asked);
  });

  it("tells lone surrogates apart", async () => {
    const texts = ["\ud800@", "\ud801@", "\ufffd@"].map((text) => ({ id: text, text }));
    const scorer = atSigns();
    const cache = temporaryFolder();
    await all(scorer, cache, texts);
    expect(scorer.asked()).toBe(3);
    expect((await all(scorer, cache, texts)).map(({ segments }) => segments[0].text)).toEqual(
      texts.map(({ text }) => text),
    );
  });

  it("asks again for another text or another fingerprint", async () => {
    const cache = temporaryFolder();
    const scorer = atSigns();
    await all(scorer, cache);
    const other = atSigns();
    await all({ ...other, fingerprint: "at-signs 2" }, cache);
    expect(other.asked()).toBe(3); // two of the four texts are equal
    const before = scorer.asked();
    await all(scorer, cache, [{ id: "1", text: "new" }, documents[0]]);
    expect(scorer.asked()).toBe(before + 1);
  });

  it("survives a kill at any byte: the torn record is scored again, the rest is kept", async () => {
    const cache = temporaryFolder();
    const expected = await all(atSigns(), cache);
    const path = join(cache, readdirSync(cache)[0]);
    const whole = readFileSync(path);
    for (let length = 0; length < whole.length; length += 7) {
      writeFileSync(path, whole);
      truncateSync(path, length);
      const scorer = atSigns();
      expect(await all(scorer, cache)).toEqual(expected);
      if (length > whole.length - 8) expect(scorer.asked()).toBeLessThanOrEqual(2);
      const again = atSigns();
      expect(await all(again, cache)).toEqual(expected);
      expect(again.asked()).toBe(0);
    }
  });

  it("never gives a wrong answer from a damaged file", async () => {
    const cache = temporaryFolder();
    const expected = await all(atSigns(), cache);
    const path = join(cache, readdirSync(cache)[0]);
    const whole = readFileSync(path);
    for (let at = 0; at < whole.length; at += 3) {
      const damaged = Buffer.from(whole);
      damaged[at] ^= 0x55;
      writeFileSync(path, damaged);
      appendFileSync(path, "rubbish");
      expect(await all(atSigns(), cache)).toEqual(expected);
    }
  });

  it("can be written by two runs at once", async () => {
    const cache = temporaryFolder();
    const texts = Array.from({ length: 300 }, (_, i) =>
      `${i + 100} ${"@".repeat(i % 7)}`.padEnd(12),
    );
    const many = [...texts, ...texts].map((text, i) => ({ id: `${i}`, text }));
    const expected = await all(atSigns(), undefined, many);
    const both = await Promise.all([all(atSigns(), cache, many), all(atSigns(), cache, many)]);
    expect(both).toEqual([expected, expected]);
    const scorer = atSigns();
    expect(await all(scorer, cache, many)).toEqual(expected);
    expect(scorer.asked()).toBe(0);
  });
});

function constant(score: number): Scorer {
  return {
    ...atSigns(),
    name: "constant",
    annotate: async (texts) => texts.map((text) => [{ text, score }]),
  };
}
