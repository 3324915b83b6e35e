import { expectTrue } from "../compare.ts";
import { batchOf, type ObjectiveLaw } from "./subject.ts";

/** Laws of `phases`; an objective without any keeps them. */
export const phaseLaws: readonly ObjectiveLaw[] = [
  {
    name: "has phases whose ends rise to the whole budget",
    check({ objective: { phases } }) {
      const ends = (phases ?? []).map(({ until }) => until);
      ends.forEach((until, i) => {
        expectTrue(
          until > (ends[i - 1] ?? 0) && until <= 1,
          `Phases end at ${ends} of the budget; ends rise, from above 0 to 1.`,
        );
      });
      expectTrue(
        phases === undefined || ends[ends.length - 1] === 1,
        `Phases end at ${ends} of the budget; the last one ends at 1.`,
      );
    },
  },
  {
    name: "has phases that the model is made for: their control tokens, their value head, nothing left to fit",
    check({ objective: { phases = [], controlTokens = [], valueHead }, scores }) {
      for (const { objective } of phases) {
        const { name } = objective;
        expectTrue(objective.phases === undefined, `The phase ${name} has phases itself.`);
        const unknown = objective.controlTokens?.find((token) => !controlTokens.includes(token));
        expectTrue(
          unknown === undefined,
          `The phase ${name} uses ${unknown}, which is not among controlTokens.`,
        );
        expectTrue(
          objective.valueHead === undefined || objective.valueHead === valueHead,
          `The phase ${name} wants the valueHead ${objective.valueHead}, the whole has ${valueHead}.`,
        );
        objective.loss(batchOf(scores)); // throws if a quantile is left
      }
    },
  },
];
