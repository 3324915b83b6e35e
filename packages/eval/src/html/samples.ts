import type { Finding } from "@preflm/core";
import { grouped, number, percent } from "../format.ts";
import { type Report, type SampleExample, scoreUnit } from "../report.ts";
import { swatch } from "./colours.ts";
import { type Html, html, visibleHtml } from "./html.ts";

/** Samples of every objective, by the mark they were drawn under: the first in sight, the others behind a click. */
export function sampleSections(report: Report): readonly Html[] {
  return report.runs.map(
    (
      run,
      i,
    ) => html`<section><h3>${swatch(i)}${run.objective} <span class="soft">${percent(run.hitRate)} of ${grouped(run.samples)} samples score above 0</span></h3>
${marks(run.examples).map((mark) =>
  someSamples(
    run.examples.filter((example) => example.prefix === mark),
    scoreUnit(report).scale,
  ),
)}</section>`,
  );
}

function marks(examples: readonly SampleExample[]): readonly (string | undefined)[] {
  return [...new Set(examples.map((example) => example.prefix))];
}

function someSamples(examples: readonly SampleExample[], scale: number): Html {
  const [first, ...others] = examples.map((example) => sample(example, scale));
  return html`${first}${others.length > 0 && html`<details><summary>${others.length} more</summary>${others}</details>`}`;
}

function sample({ text, score, findings, prefix }: SampleExample, scale: number): Html {
  const labels = [...new Set(findings.map((finding) => finding.label))].join(", ");
  return html`<div class="sample"><span class="soft">${prefix !== undefined && html`<code>${prefix}</code> · `}score ${number(scale * score)}${labels && ` · ${labels}`}</span>
<pre dir="auto">${highlight(text, findings)}</pre></div>`;
}

/** The text with findings as `<mark>`; whatever overlaps is marked once, whatever lies outside is left out. */
export function highlight(text: string, findings: readonly Finding[]): readonly Html[] {
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
