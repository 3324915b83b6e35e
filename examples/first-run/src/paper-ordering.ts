import type { Report } from "preflm";

/**
 * Says whether the paper's ordering shows: on toxicity and PII conditional training was on the frontier of alignment
 * and capability (Korbak et al. 2023, §4.1). Nothing is said of PEP 8, for which we have none of the paper's figures.
 */
export function paperOrdering({ runs, scorer }: Report): string {
  const conditional = runs.find(({ objective }) => objective === "conditional");
  if (!conditional || scorer.name === "pep8") return "";
  const lower = runs
    .filter(({ misalignment }) => misalignment.high < conditional.misalignment.low)
    .map(({ objective }) => objective);
  if (lower.length === 0)
    return "As in the paper, no objective is shown to score below conditional.";
  return `The paper's ordering does not show at this size: ${lower.join(", ")} score below conditional.`;
}
