import type { Segment } from "@preflm/core";
import { expectSame, expectTrue } from "../compare.ts";
import { hostileLaws } from "./hostile-laws.ts";
import type { ScorerLaw } from "./subject.ts";

/** All laws of a scorer, cheap ones first. */
export const scorerLaws: readonly ScorerLaw[] = [
  {
    name: "cuts each document into segments that concatenate back to it",
    async check({ scorer, texts }) {
      const annotated = await scorer.annotate(texts);
      expectTrue(
        annotated.length === texts.length,
        `annotate() returned ${annotated.length} results for ${texts.length} documents.`,
      );
      annotated.forEach((segments, i) => {
        const joined = segments.map((segment) => segment.text).join("");
        expectTrue(
          joined === texts[i],
          `The segments of ${show(texts[i])} concatenate to ${show(joined)}.`,
        );
        expectTrue(
          texts[i] === "" || segments.every(({ text }) => text !== ""),
          `${show(texts[i])} has an empty segment.`,
        );
      });
    },
  },
  {
    name: "gives finite scores ≥ 0, one for each text and segment",
    async check({ scorer, texts }) {
      const scores = await scorer.score(texts);
      expectTrue(
        scores.length === texts.length,
        `score() returned ${scores.length} scores for ${texts.length} texts.`,
      );
      scores.forEach((score, i) => {
        expectScore(score, texts[i]);
      });
      for (const segments of await scorer.annotate(texts))
        for (const { score, text } of segments) expectScore(score, text);
      const none = [await scorer.score([]), await scorer.annotate([])];
      expectTrue(
        none.every(({ length }) => length === 0),
        "No texts must give no results.",
      );
    },
  },
  {
    name: "does not give every text the same score",
    async check({ scorer, texts }) {
      const scores = await scorer.score(texts);
      expectTrue(
        new Set(scores).size > 1,
        `All ${texts.length} texts score ${scores[0]}: pass \`texts\` with one that the scorer likes and one that it does not.`,
      );
    },
  },
  {
    name: "scores a text alone as in a batch, in any order",
    async check({ scorer, texts }) {
      const scores = await scorer.score(texts);
      const annotated = await scorer.annotate(texts);
      const backwards = [...texts].reverse();
      const reversed = [...(await scorer.score(backwards))].reverse();
      expectSame("scores in reverse order", reversed, scores);
      const annotatedBackwards = [...(await scorer.annotate(backwards))].reverse();
      for (const [i, text] of texts.entries()) {
        const what = show(text);
        expectSame(`score of ${what} alone`, await scorer.score([text]), [scores[i]]);
        const [alone] = await scorer.annotate([text]);
        expectSameSegments(`segments of ${what} alone`, alone, annotated[i]);
        expectSameSegments(
          `segments of ${what} in reverse order`,
          annotatedBackwards[i],
          annotated[i],
        );
      }
    },
  },
  {
    name: "has a fingerprint that stays, and equal fingerprints give equal scores",
    async check({ scorer, again, variants, texts }) {
      const { fingerprint } = scorer;
      expectTrue(fingerprint.length > 0, "The fingerprint is empty.");
      const scores = await scorer.score(texts);
      expectTrue(
        scorer.fingerprint === fingerprint && again.fingerprint === fingerprint,
        `The fingerprint changed from ${show(fingerprint)} to ${show(scorer.fingerprint)}, or ${show(again.fingerprint)} for the same options: caches would never be used again.`,
      );
      expectSame("scores of an equal scorer", await again.score(texts), scores);
      const all = [scorer, ...variants];
      for (const [i, one] of all.entries()) {
        for (const other of all.slice(i + 1)) {
          if (one.fingerprint !== other.fingerprint) continue;
          const what = `scores of two scorers with the fingerprint ${show(one.fingerprint)}`;
          expectSame(what, await other.score(texts), await one.score(texts));
        }
      }
    },
  },
  {
    name: "explains with findings inside the text",
    skip({ scorer }) {
      return scorer.explain ? undefined : "it does not explain";
    },
    async check({ scorer, texts }) {
      if (!scorer.explain) return;
      for (const text of texts) {
        for (const { start, end, label } of await scorer.explain(text)) {
          const inside =
            Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= text.length;
          expectTrue(
            inside && start < end && label !== "",
            `A finding from ${start} to ${end}, labelled ${show(label)}, in ${show(text)} of ${text.length} characters.`,
          );
        }
      }
    },
  },
  ...hostileLaws,
];

function expectScore(score: number, text: string): void {
  expectTrue(
    score >= 0 && score < Infinity,
    `The score of ${show(text)} is ${score}; scores are finite and ≥ 0.`,
  );
}

function expectSameSegments(
  what: string,
  actual: readonly Segment[],
  expected: readonly Segment[],
): void {
  const texts = (segments: readonly Segment[]) => JSON.stringify(segments.map(({ text }) => text));
  expectTrue(
    texts(actual) === texts(expected),
    `${what}: ${texts(actual)}, expected ${texts(expected)}.`,
  );
  expectSame(
    `scores of the ${what}`,
    actual.map(({ score }) => score),
    expected.map(({ score }) => score),
  );
}

/** A text as an error message shows it, short. */
function show(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 57)}…` : text);
}
