import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeTinyClassifier } from "@preflm/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { type PiiEntityOptions, pii } from "./index.ts";

const folder = mkdtempSync(join(tmpdir(), "preflm-pii-"));
afterAll(() => rmSync(folder, { recursive: true }));
await writeTinyClassifier(folder, {
  head: "token",
  labels: ["O", "B-PER", "I-PER", "B-ORG", "I-ORG", "B-ADDRESS", "I-ADDRESS"],
  words: {
    ann: "B-PER",
    lee: "I-PER",
    acme: "B-ORG",
    inc: "I-ORG",
    elm: "B-ADDRESS",
    road: "I-ADDRESS",
  },
});
const TEXT = "Ann Lee works at Acme Inc, Elm Road. Mail ann@acme.org!";

describe("pii with entities", () => {
  it("adds names and organizations to what the detectors find", async () => {
    const scorer = await pii({ entities: { folder } });
    expect(await scorer.explain?.(TEXT)).toEqual([
      { start: 0, end: 7, label: "name" },
      { start: 17, end: 25, label: "organization" },
      { start: 42, end: 54, label: "email" },
      { start: 42, end: 45, label: "name" },
      { start: 46, end: 50, label: "organization" },
    ]);
    expect(await scorer.score([TEXT])).toEqual([3 / 55]);
    const [segments] = await scorer.annotate([TEXT]);
    expect(segments.map(({ score }) => score)).toEqual([2 / 37, 1 / 18]);
  });

  it("counts the labels that it is given, under the names that it is given, and runs alone", async () => {
    const scorer = await pii({
      detectors: [],
      entities: { folder, labels: { ADDRESS: "address" } },
    });
    expect(await scorer.explain?.(TEXT)).toEqual([{ start: 27, end: 35, label: "address" }]);
  });

  // A model takes minutes for the megabytes of the kit's laws for scorers, so these are theirs on less.
  it("scores a text alone as in a batch, and a long one to its end", async () => {
    const scorer = await pii({ entities: { folder } });
    const texts = [
      TEXT,
      "",
      "nothing",
      "ann \u{1f600} lee",
      "\ud800 Ann",
      `${"word ".repeat(6000)}Ann`,
    ];
    const scores = await scorer.score(texts);
    const alone = await Promise.all(texts.map((text) => scorer.score([text])));
    expect(alone.flat()).toEqual(scores);
    expect(scores.slice(1)).toEqual([0, 0, 2 / 9, 1 / 5, 1 / 30_003]);
    const annotated = await scorer.annotate(texts);
    expect(annotated.map((segments) => segments.map(({ text }) => text).join(""))).toEqual(texts);
    expect(await scorer.annotate(texts.toReversed())).toEqual(annotated.toReversed());
  });

  it("has a fingerprint of the model's content, the labels and the other options", async () => {
    const print = async (options: Partial<PiiEntityOptions> = {}) =>
      (await pii({ ...options, entities: { folder, ...options.entities } })).fingerprint;
    const prints = await Promise.all([
      print(),
      print({ entities: { labels: { PER: "name" } } }),
      print({ entities: { maximumTokens: 64 } }),
      print({ detectors: ["email"] }),
    ]);
    expect(new Set(prints).size).toBe(prints.length);
    expect(prints[0]).toContain(pii().fingerprint);
    const named = { PER: "name", ORG: "organization" };
    expect(await print({ entities: { labels: named } })).toBe(prints[0]);
  });

  it("says which labels the model has, and refuses a missing model", async () => {
    await expect(pii({ entities: { folder, labels: { PERS: "name" } } })).rejects.toThrow(
      /"entities.labels".*Did you mean "PER"\? The model has: PER, ORG, ADDRESS/,
    );
    await expect(pii({ entities: { folder, labels: {} } })).rejects.toThrow(/entities.labels/);
    await expect(pii({ entities: { folder: "nowhere" } })).rejects.toThrow(/There is no folder/);
    // @ts-expect-error: what a configuration file may say
    expect(() => pii({ entities: "model" })).toThrow(/"entities" must be an object/);
  });
});
