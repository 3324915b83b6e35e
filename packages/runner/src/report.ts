import { join } from "node:path";
import {
  type CompleteScenario,
  type ObjectiveReport,
  type Report,
  type Settings as ReportSettings,
  renderReport,
} from "@preflm/eval";
import { parameterCount } from "@preflm/gpt";
import type { Emit } from "./emit.ts";
import { writeFileAtomic } from "./files.ts";
import type { JobContext } from "./job.ts";
import { readableJson } from "./readable-json.ts";
import { scoreHistogram } from "./score-histogram.ts";
import type { SourceReference } from "./sources.ts";
import { versions } from "./versions.ts";

/** The report, but for what only the end of the run knows. */
export function describeRun(
  name: string,
  { settings, scorer, prepared }: JobContext,
  runs: readonly ObjectiveReport[],
) {
  const { distribution, threshold, tokenizer, heldOut } = prepared;
  return {
    name,
    created: new Date().toISOString(),
    preflm: versions.preflm,
    corpus: {
      name: prepared.corpus,
      ...distribution.counts,
      heldOut,
      misalignedShare: 1 - distribution.segmentsAtMost(threshold),
      pooled: distribution.pooled,
    },
    scorer: {
      name: scorer.name,
      fingerprint: scorer.fingerprint,
      ...(scorer.unit ? { unit: scorer.unit } : {}),
    },
    threshold,
    scoreHistogram: scoreHistogram(distribution),
    model: {
      ...settings.model,
      parameters: parameterCount({ ...settings.model, vocabulary: tokenizer.vocabulary }),
    },
    tokenizer: { vocabulary: tokenizer.vocabulary },
    training: settings.training,
    sampling: settings.sampling,
    evaluation: settings.evaluation,
    ...(settings.reference ? { reference: { ...settings.reference } } : {}),
    ...(settings.from ? { from: startOf(settings.from) } : {}),
    ...(settings.scenarios ? { scenarios: settings.scenarios.map(asSettings) } : {}),
    runs,
  };
}

function startOf(from: SourceReference): ReportSettings {
  return typeof from === "string" ? { path: from } : { ...from };
}

/** A scenario in few words: of many prompts, how many there are. */
function asSettings({ prompts, ...scenario }: CompleteScenario): ReportSettings {
  const shown = typeof prompts === "string" ? prompts : `${prompts?.length} texts`;
  return { ...scenario, ...(prompts === undefined ? {} : { prompts: shown }) };
}

/** Writes report.json and report.html, and tells where they are. */
export async function writeReport(directory: string, report: Report, emit: Emit): Promise<void> {
  const [json, page] = [join(directory, "report.json"), join(directory, "report.html")];
  await writeFileAtomic(json, `${readableJson(report)}\n`);
  await writeFileAtomic(page, await renderReport(report));
  emit({ type: "done", report: json, page, seconds: report.totalSeconds });
}
