import { type Objective, random, type ScoreDistribution } from "@preflm/core";
import { expectSame, expectTrue } from "../compare.ts";
import { batchOf, documentsOf, flattenLoss, type ObjectiveLaw, uniformScores } from "./subject.ts";

/** Laws of `select`, `prefix`, `generation` and `fit`. */
export const dataLaws: readonly ObjectiveLaw[] = [
  {
    name: "selects documents the same way each time, and never a worse one rather than a better one",
    check({ objective, scores }) {
      const documents = documentsOf(scores);
      const decide = () => documents.map((document) => objective.select?.(document) ?? true);
      const first = decide();
      expectSame("decisions at the second call", decide().map(Number), first.map(Number));
      const single = scores.map((_, i) => first[i + 1]);
      for (let i = 1; i < scores.length; i++) {
        expectTrue(
          single[i - 1] || !single[i],
          `A document of score ${scores[i]} is kept and one of score ${scores[i - 1]} is not; higher scores are worse.`,
        );
      }
    },
  },
  {
    name: "prefixes only declared control tokens, decided by the segment and the random numbers given",
    check({ objective, scores }) {
      const { controlTokens = [] } = objective;
      const draw = () =>
        scores.flatMap((score) => {
          const uniform = random("prefix", score);
          return Array.from({ length: 50 }, () =>
            objective.prefix?.({ text: "A line.\n", score }, uniform),
          );
        });
      const first = draw();
      const second = draw();
      first.forEach((token, i) => {
        expectTrue(
          token === undefined || controlTokens.includes(token),
          `prefix() returned ${JSON.stringify(token)}, which is not among controlTokens ${JSON.stringify(controlTokens)}.`,
        );
        expectTrue(
          token === second[i],
          `Equal segments and random numbers got ${token} first and ${second[i]} then.`,
        );
      });
    },
  },
  {
    name: "names its control tokens once, and generates only with them",
    check({ objective }) {
      const { controlTokens = [], generation } = objective;
      expectTrue(
        new Set(controlTokens).size === controlTokens.length && controlTokens.every(Boolean),
        `controlTokens must be distinct and not empty: ${JSON.stringify(controlTokens)}.`,
      );
      const used = [generation?.prefix, ...(generation?.banned ?? [])];
      for (const token of used) {
        expectTrue(
          token === undefined || controlTokens.includes(token),
          `generation uses ${JSON.stringify(token)}, which is not among controlTokens.`,
        );
      }
    },
  },
  {
    name: "fits its quantiles to the corpus and leaves nothing to fit",
    skip({ unfitted }) {
      return unfitted.fit ? undefined : "it has nothing to fit";
    },
    check({ unfitted, scores }) {
      const asked: number[] = [];
      const record = (q: number) => {
        asked.push(q);
        return uniformScores.segments(q);
      };
      const recording: ScoreDistribution = { segments: record, documents: record };
      const objective = unfitted.fit?.(recording);
      if (!objective) return; // `skip` has told
      expectTrue(
        asked.every((q) => q >= 0 && q <= 1),
        `fit() asked for the quantiles ${asked}; they lie in [0, 1].`,
      );
      expectTrue(
        objective.name === unfitted.name && objective.valueHead === unfitted.valueHead,
        `fit() turned ${unfitted.name} into ${objective.name}.`,
      );
      // Fitting to another corpus must leave the first alone.
      const before = observe(objective, scores);
      unfitted.fit?.({ segments: () => 1e9, documents: () => 1e9 });
      expectTrue(
        observe(objective, scores) === before,
        "fit() changed an objective that was fitted before.",
      );
      const again = objective.fit?.({ segments: () => 0, documents: () => 0 }) ?? objective;
      expectTrue(
        observe(again, scores) === before,
        "A fitted objective still depends on a corpus: fit() left a quantile unresolved.",
      );
    },
  },
];

/** Everything an objective decides about some scores, as text. */
function observe(objective: Objective, scores: readonly number[]): string {
  const loss = Object.entries(flattenLoss(objective.loss(batchOf(scores))));
  const uniform = random("observe");
  return JSON.stringify([
    loss.map(([name, array]) => [name, Array.from(array)]),
    documentsOf(scores).map((document) => objective.select?.(document)),
    scores.map((score) => objective.prefix?.({ text: "A line.\n", score }, uniform)),
  ]);
}
