import type { Objective } from "@preflm/core";
import { objectiveSubject, testObjective } from "../test-objective.ts";
import { expectBugsCaught, type PlantedBug } from "../test-support.ts";
import { lossLaws } from "./loss-laws.ts";
import { likelihoodOf, plain, sound } from "./test-support.ts";

testObjective(plain(), { equalsMleAt: [plain()] });
testObjective(() => sound(), { scores: [0.5, 0.5000001] });

const bugs: readonly PlantedBug<Objective>[] = [
  {
    bug: "a weight too few",
    law: "one weight, finite",
    plant: () => plain({ loss: ({ scores }) => ({ likelihood: scores.slice(1).fill(1) }) }),
  },
  {
    bug: "1 − score, negative for scores above 1",
    law: "one weight, finite",
    plant: () => plain({ loss: ({ scores }) => ({ likelihood: scores.map((s) => 1 - s) }) }),
  },
  {
    bug: "an exponential that overflows",
    law: "one weight, finite",
    plant: () =>
      plain({ loss: ({ scores }) => ({ likelihood: scores.map((s) => Math.exp(s / 0.1)) }) }),
  },
  {
    bug: "scores divided by their sum, NaN on clean batches",
    law: "one weight, finite",
    plant: () =>
      plain({
        loss({ scores }) {
          const sum = scores.reduce((a, b) => a + b);
          return { likelihood: scores.map((score) => 1 - score / sum) };
        },
      }),
  },
  {
    bug: "a value term that nobody asked for",
    law: "value term exactly",
    plant: () => sound({ valueHead: undefined }),
  },
  {
    bug: "a value head without a value term",
    law: "value term exactly",
    plant: () => plain({ valueHead: "negative-sigmoid" }),
  },
  {
    bug: "scores changed in place",
    law: "is pure",
    plant: () =>
      plain({
        loss({ scores }) {
          scores.forEach((score, i) => {
            scores[i] = Math.exp(-score);
          });
          return { likelihood: scores };
        },
      }),
  },
  {
    bug: "one buffer for every loss",
    law: "is pure",
    plant: () => {
      const buffer = new Float32Array(100);
      return plain({
        loss({ scores }) {
          const likelihood = buffer.subarray(0, scores.length);
          scores.forEach((score, i) => {
            likelihood[i] = Math.exp(-score);
          });
          return { likelihood };
        },
      });
    },
  },
  {
    bug: "a reward of the wrong sign",
    law: "never pushes a worse token harder",
    plant: () =>
      plain({
        loss: ({ scores }) => ({ likelihood: scores.map((s) => Math.min(1000, Math.exp(s))) }),
      }),
  },
  {
    bug: "unlikelihood on the aligned tokens",
    law: "never pushes a worse token harder",
    plant: () =>
      plain({
        loss: (batch) => ({
          likelihood: batch.scores.map(() => 0.5),
          unlikelihood: likelihoodOf(batch),
        }),
      }),
  },
  {
    bug: "an advantage over the score instead of the reward",
    law: "never pushes a worse token harder",
    plant: () =>
      sound({
        loss: ({ scores }) => ({
          likelihood: scores.map(() => 1),
          value: { weight: 1, target: scores, advantage: { beta: 1, maxWeight: 20 } },
        }),
      }),
  },
  {
    bug: "a weight that drifts from call to call",
    law: "slope of its loss",
    plant: () => {
      let calls = 0;
      return plain({
        loss: ({ scores }) => ({ likelihood: scores.map(() => 1 + 0.01 * calls++) }),
      });
    },
  },
  {
    bug: "weights that depend on how many there are",
    law: "maximum likelihood at its limits",
    plant: () =>
      plain({ loss: ({ scores }) => ({ likelihood: scores.map(() => 1 / scores.length) }) }),
  },
  {
    bug: "a filter that drops something at an infinite threshold",
    law: "maximum likelihood at its limits",
    plant: () => plain({ select: ({ segments }) => segments.length > 0 }),
  },
  {
    bug: "a mark at the limit",
    law: "maximum likelihood at its limits",
    plant: () => plain({ controlTokens: ["<good>"], prefix: () => "<good>" }),
  },
];

expectBugsCaught("objective, loss", lossLaws, bugs, (plant) =>
  objectiveSubject(plant(), { equalsMleAt: [plant()] }),
);
