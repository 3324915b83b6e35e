import { didYouMean, type Objective, PreflmError, show } from "@preflm/core";
import type { Phase } from "./schedule.ts";

/** The phases, each with its end. Throws unless they are objectives whose ends rise to 1. */
export function checkPhases(phases: readonly Phase[]): readonly Required<Phase>[] {
  if (!Array.isArray(phases) || phases.length === 0)
    fail(
      `option "phases" must be a list such as [{ objective, until: 0.5 }, { objective }], got ${show(phases)}`,
    );
  let before = 0;
  return phases.map((phase: Phase, i) => {
    const {
      objective,
      until = i === phases.length - 1 ? 1 : undefined,
      ...others
    } = Object(phase) as Phase;
    const [odd] = Object.keys(others);
    if (odd !== undefined)
      fail(`phase ${i + 1} has no option "${odd}". Its options are: objective, until`);
    if (objective?.specificationVersion === undefined)
      fail(`phase ${i + 1} must have an objective such as mle(), got ${show(objective)}`);
    if (objective.phases)
      fail(`phase ${i + 1} is a schedule itself; write its phases out in its place`);
    if (typeof until !== "number" || !(until > before) || !(until <= 1)) {
      const range = before === 0 ? "above 0" : `above ${before}, where the phase before ends,`;
      fail(
        `phase ${i + 1} must end at a share of the budget ${range} and at most 1, got until: ${show(until)}`,
      );
    }
    before = until as number;
    if (i === phases.length - 1 && until !== 1)
      fail(
        `the last phase must end at 1, got until: ${until}; leave it out, or add what is trained with after it`,
      );
    return { objective, until: until as number };
  });
}

/** The value head of all phases that have one. Throws if they differ: the model has one. */
export function checkValueHeads(objectives: readonly Objective[]): Objective["valueHead"] {
  const valued = objectives.filter(({ valueHead }) => valueHead);
  const other = valued.find(({ valueHead }) => valueHead !== valued[0].valueHead);
  if (other)
    fail(
      `${valued[0].name} wants a value head that is ${valued[0].valueHead}, ${other.name} one that is ${other.valueHead}, and the model has one; give them the same`,
    );
  return valued[0]?.valueHead;
}

/** The last objective of that name. */
export function namedPhase(objectives: readonly Objective[], name: string): Objective {
  const names = [...new Set(objectives.map((objective) => objective.name))];
  const found = objectives.findLast((objective) => objective.name === name);
  if (found) return found;
  return fail(
    `option "generation" must name the objective of a phase (${names.join(", ")}), got ${show(name)}.${didYouMean(String(name), names)}`,
  );
}

function fail(message: string): never {
  throw new PreflmError(
    "invalid-option",
    `schedule: ${message}${/[.?]$/.test(message) ? "" : "."}`,
  );
}
