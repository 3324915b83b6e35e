import { sampleCautions } from "../compare.ts";
import { percent } from "../format.ts";
import { asReport } from "./as-report.ts";
import type { Reproduction } from "./reproduction.ts";

/** What may hide a claim about these objectives, or flatter it: the budget, the threshold, lost capability, repetition. */
export function doubtsAbout(
  reproduction: Reproduction,
  objectives: readonly string[],
): readonly string[] {
  if (objectives.length === 0) return [];
  const report = asReport(reproduction);
  const runs = report.runs.filter(
    ({ objective }) => objective === "mle" || objectives.includes(objective),
  );
  return [
    ...sampleCautions({ ...report, runs }),
    ...thresholdDoubts(reproduction),
    ...(objectives.includes("unlikelihood") ? unlikelihoodDoubts(reproduction) : []),
  ];
}

function thresholdDoubts({ corpus }: Reproduction): readonly string[] {
  const { misalignedShare } = corpus;
  if (misalignedShare >= 0.01 && misalignedShare <= 0.95) return [];
  return [
    `${percent(misalignedShare)} of the segments are above the threshold: one of the two sides is too rare to be learnt from.`,
  ];
}

/** The released code's trap: a threshold of 0 counts as none. */
function unlikelihoodDoubts({ threshold, task }: Reproduction): readonly string[] {
  if (threshold !== 0 || task === "toxicity") return [];
  return [
    "Here unlikelihood holds every token of a segment above the threshold down. The released code takes a threshold of 0, as in its PII and PEP 8 settings, for none and mixes by the score itself, which is nearly plain training; so the paper's slight gain need not be the method's.",
  ];
}
