import type { Report } from "@preflm/eval";
import { type Choice, valueText } from "./combinations.ts";

/** The reports of a sweep as one: each run's objectives are entries of it, named by the values that they were given. */
export function mergedReport(
  name: string,
  done: readonly { readonly choice: Choice; readonly report: Report }[],
): Report {
  const [{ report: first }] = done;
  const several = done.some(({ report }) => report.runs.length > 1);
  const varied = done.flatMap(({ choice }) => Object.keys(choice));
  const shared = Object.entries(first.training).filter(
    ([option]) => !varied.includes(`training.${option}`),
  );
  return {
    ...first,
    name,
    created: new Date().toISOString(),
    training: Object.fromEntries(shared),
    runs: done.flatMap(({ choice, report }) =>
      report.runs.map((run) => {
        const label = choiceLabel(choice);
        return { ...run, objective: several ? `${run.objective} ${label}` : label };
      }),
    ),
    totalSeconds: done.reduce((sum, { report }) => sum + report.totalSeconds, 0),
  };
}

/** `beta 0.003, learningRate 0.001`. */
function choiceLabel(choice: Choice): string {
  return Object.entries(choice)
    .map(([path, value]) => `${path.split(".").at(-1)} ${valueText(value)}`)
    .join(", ");
}
