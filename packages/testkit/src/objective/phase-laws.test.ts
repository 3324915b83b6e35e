import { type Objective, PreflmError } from "@preflm/core";
import { objectiveSubject, testObjective } from "../test-objective.ts";
import { expectBugsCaught, type PlantedBug } from "../test-support.ts";
import { phaseLaws } from "./phase-laws.ts";
import { plain, sound } from "./test-support.ts";

const whole = (phases: Objective["phases"]): Objective => sound({ phases });

testObjective(
  whole([
    { objective: plain(), until: 0.25 },
    { objective: sound(), until: 1 },
  ]),
);

const bugs: readonly PlantedBug<Objective>[] = [
  {
    bug: "no phase at all",
    law: "ends rise to the whole",
    plant: () => whole([]),
  },
  {
    bug: "phases in the wrong order",
    law: "ends rise to the whole",
    plant: () =>
      whole([
        { objective: plain(), until: 1 },
        { objective: sound(), until: 0.5 },
      ]),
  },
  {
    bug: "a budget that is not used up",
    law: "ends rise to the whole",
    plant: () => whole([{ objective: sound(), until: 0.5 }]),
  },
  {
    bug: "a mark that only a phase knows",
    law: "the model is made for",
    plant: () => whole([{ objective: sound({ controlTokens: ["<other>"] }), until: 1 }]),
  },
  {
    bug: "another value head in a phase",
    law: "the model is made for",
    plant: () => whole([{ objective: sound({ valueHead: "negative-sigmoid" }), until: 1 }]),
  },
  {
    bug: "a schedule in a schedule",
    law: "the model is made for",
    plant: () => whole([{ objective: whole([{ objective: sound(), until: 1 }]), until: 1 }]),
  },
  {
    bug: "a phase that nothing fits",
    law: "the model is made for",
    plant: () => {
      const loss = () => {
        throw new PreflmError("invalid-option", "Call fit first.");
      };
      return whole([{ objective: sound({ loss }), until: 1 }]);
    },
  },
];

expectBugsCaught("objective, phases", phaseLaws, bugs, (plant) => objectiveSubject(plant()));
