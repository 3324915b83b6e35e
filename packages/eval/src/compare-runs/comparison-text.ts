import { number, times } from "../format.ts";
import { wrap } from "../wrap.ts";
import type { RunComparison } from "./comparison.ts";
import { letter } from "./letter.ts";

/** What is shown between runs, for the terminal. */
export function comparisonText(comparison: RunComparison): string {
  const { runs, objectives, unit, warnings, settings } = comparison;
  const lines = objectives.flatMap(({ objective, reports, scores }) =>
    reports.flatMap((report, i) => {
      if (!report) return [];
      const score = number(unit.scale * report.misalignment.mean);
      const bits = report.bitsPerByte.toFixed(3);
      const against = i === 0 ? null : scores[i - 1];
      const words =
        against && Number.isFinite(against.ratio.mean)
          ? `, ${times(against.ratio.mean)} ${letter(0)}'s: ${against.verdict}`
          : "";
      return [`${objective} ${letter(i)}: ${score}, ${bits} bits/byte${words}`];
    }),
  );
  return [
    ...runs.map(({ name }, i) => `${letter(i)}: ${name}`),
    "",
    `score: ${unit.label}`,
    ...lines,
    "",
    `${settings.length} ${settings.length === 1 ? "setting differs" : "settings differ"}.`,
    ...warnings.map((warning) => wrap(`- ${warning}`, "  ")),
  ].join("\n");
}
