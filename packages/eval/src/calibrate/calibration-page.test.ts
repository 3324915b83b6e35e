import type { Scorer } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { calibrate } from "./calibrate.ts";
import type { LabelledText } from "./calibration.ts";
import { renderCalibration } from "./calibration-page.ts";
import { calibrationText } from "./calibration-text.ts";

/** Scores a text as the number that it begins with. */
const stated: Scorer = {
  specificationVersion: "v1",
  name: "<stated>",
  fingerprint: "stated & 1",
  annotate: async () => [],
  score: async (texts) => texts.map((text) => Number.parseFloat(text)),
  explain: async () => [{ start: 0, end: 3, label: "number" }],
};

const texts = (misaligned: readonly (number | string)[], aligned: readonly (number | string)[]) => [
  ...misaligned.map((text) => ({ text: String(text), label: true })),
  ...aligned.map((text) => ({ text: String(text), label: false })),
];

const mixed = texts(
  [0.9, 0.4, 0.0001, "0.3 ‮<script>alert(1)</script>"],
  ["0.8 & <b>bold</b>", 0, 0.01, 0.2, 0.05],
);
const aims = { recall: 0.75, costs: { falsePositive: 1, falseNegative: 2.5 } };
const page = async (labelled: readonly LabelledText[]) =>
  renderCalibration(await calibrate(stated, labelled, aims));

describe("renderCalibration", () => {
  it("shows text as text, runs nothing and gives the same bytes again", async () => {
    const html = await page(mixed);
    expect(html).not.toMatch(/<script|<b>|‮|https?:\/\/(?!www\.w3\.org)/);
    expect(html).toContain("&lt;stated&gt;");
    expect(html).toContain('<mark title="number">0.8</mark>');
    expect(html).toContain("default-src 'none'");
    expect(await page(mixed)).toBe(html);
  });

  it("has a row for each aim", async () => {
    const html = await page(mixed);
    expect(html).toContain("recall of 75 %");
    expect(html).toContain("cost: alarm 1, miss 2.5");
  });

  it.each<[string, readonly LabelledText[]]>([
    ["all texts score 0", texts([0, 0], [0])],
    ["all texts score the same", texts([0.5], [0.5, 0.5])],
    ["the labels are apart", texts([0.9, 0.8], [0, 0.1])],
    ["the labels are the wrong way round", texts([0, 0], [1, 2])],
    ["scores are tiny and huge", texts([1e-30, 1e20], [0, 1e-12])],
  ])("can be drawn where %s", async (_, labelled) => {
    const html = await page(labelled);
    expect(html.match(/<svg/g)?.length).toBeGreaterThanOrEqual(4);
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe("calibrationText", () => {
  const text = async (labelled: readonly LabelledText[]) =>
    calibrationText(await calibrate(stated, labelled, aims));

  it("says how sure one can be", async () => {
    const lines = await text(mixed);
    expect(lines).toContain("<stated> on 4 misaligned and 5 aligned texts");
    expect(lines).toMatch(/AUC 0\.700, 95 % interval 0\.\d{3} to 0\.\d{3}/);
    expect(lines).toContain("Only 4 misaligned texts");
    expect(lines).toMatch(/False alarms.*\n +0\.8 +0\.8 & <b>bold<\/b>/);
    expect(Math.max(...lines.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  });

  it("says what no threshold can do", async () => {
    const unreachable = await text(texts([0, 0, 0, 0.5], [0]));
    expect(unreachable).toContain("75 % of the misaligned texts score 0; no threshold flags them.");
    expect(unreachable).toContain("none reaches it");
  });

  it("doubts the labels only where there are texts enough", async () => {
    const high = Array.from({ length: 9 }, (_, i) => 1 + i);
    expect(
      await text(
        texts(
          high.map((score) => score / 100),
          high,
        ),
      ),
    ).toContain("wrong way");
    expect(await text(texts([0, 0.1], [1, 2]))).toContain(
      "do not show that the scorer beats chance",
    );
  });
});
