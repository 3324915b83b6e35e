import { describe, expect, it } from "vitest";
import { type SortedScores, scoreTally } from "./score-tally.ts";
import { suggest } from "./suggest.ts";

/** Segments of 100 characters with these scores; each is also a document. */
function corpus(scores: readonly number[], characters = 100) {
  const tally = scoreTally();
  for (const score of scores) tally.add(score, characters);
  const sorted: SortedScores = tally.sorted();
  return suggest({ segments: sorted, documents: sorted });
}

/** `share` of 10,000 scores are 0, the others differ. */
const partlyZero = (share: number) =>
  Array.from({ length: 10_000 }, (_, i) => (i < share * 10_000 ? 0 : 0.1 + i / 1e6));

describe("suggest", () => {
  it("takes 0 where between 5 % and 95 % of the segments score 0", () => {
    for (const share of [0.05, 0.5, 0.88, 0.95]) {
      const { segments, warnings } = corpus(partlyZero(share));
      expect(segments).toMatchObject({ threshold: 0, atMost: share });
      expect(segments.quantile).toBeUndefined();
      expect(warnings).toEqual([]);
    }
  });

  it("takes the median where hardly any segment scores 0", () => {
    for (const share of [0, 0.01, 0.049]) {
      const { segments } = corpus(partlyZero(share));
      expect(segments).toMatchObject({ quantile: 0.5, atMost: 0.5 });
      expect(segments.reason).toMatch(/the median/);
    }
  });

  it("filters documents at 0 only if that keeps a quarter of them", () => {
    expect(corpus(partlyZero(0.3)).documents).toMatchObject({ threshold: 0, atMost: 0.3 });
    expect(corpus(partlyZero(0.2)).documents).toMatchObject({ quantile: 0.5, atMost: 0.5 });
  });

  it("takes 0 and warns where nearly all segments score 0", () => {
    const { segments, warnings } = corpus(partlyZero(0.995));
    expect(segments).toMatchObject({ threshold: 0, atMost: 0.995 });
    expect(warnings.join()).toMatch(
      /0\.5 % of the segments are misaligned, which is only 50 with 5,000 char/,
    );
  });

  it("says that equal scores tell nothing apart", () => {
    for (const score of [0, 0.25]) {
      const { segments, documents, warnings } = corpus(new Array(50).fill(score));
      expect([segments, documents].map(({ threshold }) => threshold)).toEqual([score, score]);
      expect(warnings).toEqual([expect.stringMatching(/All segments score .* check the scorer/)]);
    }
  });

  it("steps aside from a tie at the median, and tells of ties that remain", () => {
    const top = [...partlyZero(0).slice(0, 300), ...new Array(700).fill(0.9)];
    const aside = corpus(top).segments;
    expect(aside.threshold).toBeLessThan(0.9);
    expect(aside).toMatchObject({ quantile: 0.3, atMost: 0.3 });
    const middle = [
      ...partlyZero(0).slice(0, 400),
      ...new Array(400).fill(0.5),
      ...new Array(200).fill(0.9),
    ];
    const tied = corpus(middle);
    expect(tied.segments).toMatchObject({ threshold: 0.5, quantile: 0.5, atMost: 0.8 });
    expect(tied.warnings.join()).toMatch(/tie at the quantile 0\.5: 80 % of them/);
  });

  it("leaves something on either side even where one score is nearly everywhere", () => {
    const low = [...new Array(97).fill(0.2), 0.7, 0.8, 0.9];
    const high = [0.1, 0.2, ...new Array(98).fill(0.9)];
    for (const scores of [low, high]) {
      const { threshold, atMost } = corpus(scores).segments;
      expect(scores).toContain(threshold);
      expect(atMost).toBeGreaterThan(0);
      expect(atMost).toBeLessThan(1);
    }
  });

  it("warns of few misaligned tokens, of far marks and of scores that AWR cannot predict", () => {
    expect(corpus([0, 0, 0, 1, 1]).warnings.join()).toMatch(/small: 5 segments with 500 char/);
    expect(corpus(partlyZero(0.5), 5000).warnings.join()).toMatch(/marks are far apart/);
    expect(corpus([...partlyZero(0.5), 2]).warnings.join()).toMatch(/< 0.1 % .* score above 1/);
  });
});
