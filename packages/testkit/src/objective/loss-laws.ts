import { advantageWeight, lossGradient, random, type TokenLoss } from "@preflm/core";
import { expectClose, expectSame, expectTrue } from "../compare.ts";
import { batchOf, documentsOf, flattenLoss, type ObjectiveLaw } from "./subject.ts";

/** Log-probabilities from certain to hopeless, and values around the rewards of scores in [0, 1]. */
const logProbabilities = [-1e-9, -1e-3, -0.1, -0.7, -3, -12];
const values = [-1, -0.5, 0, 0.3];

/** Laws of `loss`. */
export const lossLaws: readonly ObjectiveLaw[] = [
  {
    name: "gives every target one weight, finite and ≥ 0",
    check({ objective, scores }) {
      for (const list of [scores, [0], [scores[scores.length - 1]], scores.map(() => 0)]) {
        const loss = objective.loss(batchOf(list));
        const { likelihood, unlikelihood, value } = loss;
        for (const [name, weights] of Object.entries({ likelihood, unlikelihood })) {
          if (!weights) continue;
          expectTrue(
            weights.length === list.length,
            `${name} has ${weights.length} weights for ${list.length} targets.`,
          );
          weights.forEach((weight, i) => {
            expectTrue(
              weight >= 0 && weight < Infinity,
              `${name} is ${weight} at score ${list[i]}; weights are finite and ≥ 0.`,
            );
          });
        }
        if (!value) continue;
        const { weight, target, advantage } = value;
        expectTrue(weight >= 0 && weight < Infinity, `The value term's weight is ${weight}.`);
        expectTrue(
          target.length === list.length && target.every(Number.isFinite),
          `The value term needs a finite reward for each of ${list.length} targets, got ${target}.`,
        );
        if (advantage) {
          const { beta, maxWeight } = advantage;
          expectTrue(beta > 0, `The advantage's beta is ${beta}; it must be above 0.`);
          expectTrue(
            maxWeight > 0 && maxWeight < Infinity,
            `The advantage's maxWeight is ${maxWeight}; it must be finite and above 0.`,
          );
        }
      }
    },
  },
  {
    name: "has a value term exactly if it asks for a value head",
    check({ objective, scores }) {
      const trained = objective.phases?.map((phase) => phase.objective) ?? [objective];
      const value = trained.some((one) => one.loss(batchOf(scores)).value);
      expectTrue(
        value === Boolean(objective.valueHead),
        `valueHead is ${objective.valueHead}, but loss() has ${value ? "a" : "no"} value term.`,
      );
    },
  },
  {
    name: "is pure: equal batches give equal losses, and the batch stays as it was",
    check({ objective, scores }) {
      const batch = batchOf(scores);
      const first = flattenLoss(objective.loss(batch));
      const kept = structuredClone(first);
      for (const name of ["inputs", "targets", "scores"] as const)
        expectSame(`batch.${name} after loss()`, batch[name], batchOf(scores)[name]);
      objective.loss(batchOf(scores.map((score) => score / 2))); // must leave no trace
      expectSameLoss("after another call", first, kept);
      expectSameLoss("at the third call", flattenLoss(objective.loss(batch)), kept);
    },
  },
  {
    name: "never pushes a worse token harder",
    check({ objective, scores }) {
      const loss = objective.loss(batchOf(scores));
      const all = (x: number) => scores.map(() => x);
      for (const logProbability of logProbabilities) {
        for (const value of values) {
          const { logitScale } = lossGradient(
            { logProbabilities: all(logProbability), values: all(value) },
            loss,
          );
          for (let i = 1; i < scores.length; i++) {
            const slack = 1e-6 * Math.abs(logitScale[i - 1]);
            expectTrue(
              logitScale[i] <= logitScale[i - 1] + slack,
              `At log-probability ${logProbability} a token of score ${scores[i]} is pushed by ${logitScale[i]}, ` +
                `one of score ${scores[i - 1]} only by ${logitScale[i - 1]}; higher scores are worse.`,
            );
          }
        }
      }
    },
  },
  {
    name: "has a gradient that is the slope of its loss",
    check({ objective, scores }) {
      const vocabulary = 5;
      for (const score of scores.filter((each) => each <= 10)) {
        const batch = batchOf([score]);
        const uniform = random(2, "logits", score);
        const target = Math.floor(vocabulary * uniform());
        const logits = Array.from({ length: vocabulary }, () => 4 * uniform() - 2);
        const value = -uniform();
        const lossAt = (changed: readonly number[], v: number) =>
          lossGradient(
            { logProbabilities: [changed[target] - logSumExp(changed)], values: [v] },
            holdAdvantage(objective.loss(batch), value),
          );
        const { logitScale, valueGradient } = lossGradient(
          { logProbabilities: [logits[target] - logSumExp(logits)], values: [value] },
          objective.loss(batch),
        );
        const step = 1e-5;
        const slopes = logits.map((_, v) => {
          const at = (change: number) =>
            lossAt(
              logits.map((logit, i) => (i === v ? logit + change : logit)),
              value,
            ).loss;
          return (at(step) - at(-step)) / (2 * step);
        });
        const gradient = logits.map((logit, v) => {
          const probability = Math.exp(logit - logSumExp(logits));
          return logitScale[0] * (probability - (v === target ? 1 : 0));
        });
        expectClose(`gradient at score ${score}`, gradient, slopes, 1e-5, 1e-4);
        const valueSlope =
          (lossAt(logits, value + step).loss - lossAt(logits, value - step).loss) / (2 * step);
        expectClose(
          `value's gradient at score ${score}`,
          valueGradient ?? [0],
          [valueSlope],
          1e-5,
          1e-4,
        );
      }
    },
  },
  {
    name: "equals maximum likelihood at its limits",
    skip({ equalsMleAt }) {
      return equalsMleAt.length === 0 ? "no limit is given as equalsMleAt" : undefined;
    },
    check({ equalsMleAt, scores }) {
      const ones = scores.map(() => 1);
      for (const objective of equalsMleAt) {
        const outputs = {
          logProbabilities: scores.map(() => -0.7),
          values: scores.map(() => -0.3),
        };
        const loss = lossGradient(outputs, objective.loss(batchOf(scores)));
        expectClose(`gradient of ${objective.name} at its limit`, loss.logitScale, ones, 1e-5);
        const expected = 0.7 * scores.length;
        expectClose(`loss of ${objective.name} at its limit`, [loss.loss], [expected], 1e-5);
        for (const document of documentsOf(scores)) {
          expectTrue(
            objective.select?.(document) !== false,
            `${objective.name} drops document "${document.id}" at its limit.`,
          );
          for (const segment of document.segments) {
            const mark = objective.prefix?.(segment, () => 0.5);
            expectTrue(
              mark === undefined,
              `${objective.name} marks a segment at its limit: ${mark}.`,
            );
          }
        }
      }
    },
  },
];

function expectSameLoss(
  when: string,
  actual: Readonly<Record<string, ArrayLike<number>>>,
  expected: Readonly<Record<string, ArrayLike<number>>>,
): void {
  for (const [name, array] of Object.entries(expected))
    expectSame(`${name} ${when}`, actual[name] ?? [], array);
}

/** The loss with its advantage weights at this value turned into plain weights, constants of the slope. */
function holdAdvantage(loss: TokenLoss, at: number): TokenLoss {
  if (!loss.value?.advantage) return loss;
  const { advantage, ...value } = loss.value;
  const likelihood = loss.likelihood.map(
    (weight, t) => weight * advantageWeight(value.target[t], at, advantage),
  );
  return { ...loss, likelihood, value };
}

function logSumExp(logits: readonly number[]): number {
  return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
}
