import type { Finding } from "@preflm/core";
import { number, percent } from "../format.ts";
import { type ObjectiveReport, type Report, type SampleExample, scoreUnit } from "../report.ts";
import { swatch } from "./colours.ts";
import { type Html, html, visibleHtml } from "./html.ts";

/** Samples of every objective, what the scorer found highlighted. */
export function sampleSections(report: Report): readonly Html[] {
  const { scale } = scoreUnit(report);
  return report.runs.map(
    (
      run,
      i,
    ) => html`<details${i === 0 && html` open`}><summary>${swatch(i)}<strong>${run.objective}</strong> <span class="soft">${describe(run)}</span></summary>
${run.examples.map((example) => sample(example, scale))}</details>`,
  );
}

function describe(run: ObjectiveReport): string {
  return `${run.examples.length} of ${run.samples} samples; ${percent(run.hitRate)} of all have a finding`;
}

function sample({ text, score, findings, prefix }: SampleExample, scale: number): Html {
  const labels = [...new Set(findings.map((finding) => finding.label))].join(", ");
  return html`<div class="sample"><span class="soft">score ${number(scale * score)}${labels && ` · ${labels}`}${prefix !== undefined && html` · <code>${prefix}</code>`}</span>
<pre dir="auto">${highlight(text, findings)}</pre></div>`;
}

/** The text with findings as `<mark>`; whatever overlaps is marked once, whatever lies outside is left out. */
function highlight(text: string, findings: readonly Finding[]): readonly Html[] {
  const parts: Html[] = [];
  let end = 0;
  for (const finding of [...findings].sort((a, b) => a.start - b.start)) {
    const start = Math.max(finding.start, end);
    const stop = Math.min(finding.end, text.length);
    if (!(start < stop)) continue;
    parts.push(visibleHtml(text.slice(end, start)));
    parts.push(html`<mark title="${finding.label}">${visibleHtml(text.slice(start, stop))}</mark>`);
    end = stop;
  }
  return [...parts, visibleHtml(text.slice(end))];
}
