import type { Objective, ScoreDistribution } from "@preflm/core";
import { objectiveSubject, testObjective } from "../test-objective.ts";
import { expectBugsCaught, type PlantedBug } from "../test-support.ts";
import { dataLaws } from "./data-laws.ts";
import { sound } from "./test-support.ts";

/** A filter at a quantile of the corpus. */
function filter(threshold: number): Objective {
  return sound({ select: ({ segments }) => segments.every(({ score }) => score <= threshold) });
}

/** A sound objective that is unusable before `fit`. */
function quantileFilter(fit: (scores: ScoreDistribution) => Objective): Objective {
  return sound({
    fit,
    select() {
      throw new Error("Call fit first.");
    },
  });
}

testObjective(quantileFilter((scores) => filter(scores.documents(0.5))));

const bugs: readonly PlantedBug<Objective>[] = [
  {
    bug: "a selection that alternates",
    law: "selects documents the same way",
    plant: () => {
      let calls = 0;
      return sound({ select: () => calls++ % 2 === 0 });
    },
  },
  {
    bug: "a filter the wrong way round",
    law: "selects documents the same way",
    plant: () => sound({ select: ({ segments }) => segments.some(({ score }) => score > 0.5) }),
  },
  {
    bug: "a mark that is not declared",
    law: "prefixes only declared",
    plant: () => sound({ controlTokens: ["<good>"], generation: {} }),
  },
  {
    bug: "chance of its own",
    law: "prefixes only declared",
    plant: () => sound({ prefix: () => (Math.random() < 0.5 ? "<good>" : undefined) }),
  },
  {
    bug: "a generation that starts from an unknown mark",
    law: "names its control tokens once",
    plant: () => sound({ generation: { prefix: "<aligned>" } }),
  },
  {
    bug: "a banned mark that does not exist",
    law: "names its control tokens once",
    plant: () => sound({ generation: { banned: ["<|bad|>"] } }),
  },
  {
    bug: "one mark under two names",
    law: "names its control tokens once",
    plant: () => sound({ controlTokens: ["<good>", "<bad>", "<bad>"] }),
  },
  {
    bug: "one threshold for all that were ever fitted",
    law: "fits its quantiles",
    plant: () => {
      let threshold = 0;
      return quantileFilter((scores) => {
        threshold = scores.documents(0.5);
        return sound({ select: ({ segments }) => segments.every((s) => s.score <= threshold) });
      });
    },
  },
  {
    bug: "a quantile left open by fit",
    law: "fits its quantiles",
    plant: () => {
      const open = (threshold: number): Objective => ({
        ...filter(threshold),
        fit: (scores) => open(scores.segments(0.5)),
      });
      return open(0);
    },
  },
  {
    bug: "a percentage where a share belongs",
    law: "fits its quantiles",
    plant: () => quantileFilter((scores) => filter(scores.documents(50))),
  },
  {
    bug: "another objective out of fit",
    law: "fits its quantiles",
    plant: () => quantileFilter(() => ({ ...filter(0), name: "plain" })),
  },
];

expectBugsCaught("objective, data", dataLaws, bugs, (plant) => objectiveSubject(plant()));
