import type { Report } from "preflm";

/**
 * Says whether the paper's ordering on PII shows: there, conditional training was on the frontier of alignment
 * and capability, and unlikelihood, RWR and AWR gained little over MLE (Korbak et al. 2023, §4.1).
 */
export function paperOrdering({ runs }: Report): string {
  const conditional = runs.find(({ objective }) => objective === "conditional");
  if (!conditional) return "";
  const lower = runs
    .filter(({ misalignment }) => misalignment.high < conditional.misalignment.low)
    .map(({ objective }) => objective);
  if (lower.length === 0)
    return "As in the paper, no objective is shown to score below conditional.";
  return `The paper's ordering does not show at this size: ${lower.join(", ")} score below conditional.`;
}
