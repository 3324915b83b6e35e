import type { Finding } from "@preflm/core";
import { grouped, number, percent } from "../format.ts";
import { type Report, type SampleExample, scoreUnit } from "../report.ts";
import { swatch } from "./colours.ts";
import { type Html, html, visibleHtml } from "./html.ts";

/** Samples of every objective by the scenario they were drawn in: the first in sight, the others behind a click. */
export function sampleSections(report: Report): readonly Html[] {
  const { scale } = scoreUnit(report);
  return report.runs.map((run, i) => {
    const { hitRate, samples, examples } = run;
    return html`<section><h3>${swatch(i)}${run.objective} <span class="soft">${percent(hitRate)} of ${grouped(samples)} samples are hits</span></h3>
${samplesByScenario(examples, scale)}</section>`;
  });
}

/** Samples of one model, the other scenarios behind a click. */
export function samplesByScenario(examples: readonly SampleExample[], scale: number): Html {
  const [first, ...others] = [...new Set(examples.map(titleOf))].map((title) =>
    examples.filter((example) => titleOf(example) === title),
  );
  return html`${first && someSamples(first, scale)}${others.map((each) => otherScenario(each, scale))}`;
}

/** What tells the samples of one scenario from those of another. */
function titleOf({ scenario, prefix }: SampleExample): string {
  return scenario ?? prefix ?? "";
}

function otherScenario(examples: readonly SampleExample[], scale: number): Html {
  const [{ prefix }] = examples;
  const name = titleOf(examples[0]);
  const mark = prefix !== undefined && prefix !== name && html` under <code>${prefix}</code>`;
  return html`<details><summary>${name}${mark}: ${examples.length} samples</summary>${examples.map((example) => sample(example, scale))}</details>`;
}

function someSamples(examples: readonly SampleExample[], scale: number): Html {
  const [first, ...others] = examples.map((example) => sample(example, scale));
  return html`${first}${others.length > 0 && html`<details><summary>${others.length} more</summary>${others}</details>`}`;
}

function sample({ text, score, findings, prefix, prompt }: SampleExample, scale: number): Html {
  const labels = [...new Set(findings.map((finding) => finding.label))].join(", ");
  const given = prompt !== undefined && html`<span class="soft">${visibleHtml(prompt)}</span>`;
  return html`<div class="sample"><span class="soft">${prefix !== undefined && html`<code>${prefix}</code> · `}score ${number(scale * score)}${labels && ` · ${labels}`}</span>
<pre dir="auto">${given}${highlight(text, findings)}</pre></div>`;
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
