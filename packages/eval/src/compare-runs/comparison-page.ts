import { number } from "../format.ts";
import { type Html, html } from "../html/html.ts";
import { pageAround } from "../html/shell.ts";
import { table, withInterval } from "../html/table.ts";
import type { RunComparison } from "./comparison.ts";
import { curvePictures, scorePicture } from "./comparison-pictures.ts";
import { bitsTable, scenarioTable, scoreTable } from "./comparison-tables.ts";
import { letter } from "./letter.ts";
import { sampleColumns } from "./sample-columns.ts";

/**
 * `compare.html`: runs side by side as one file that fetches nothing, runs no script and shows text as text. The same
 * comparison gives the same bytes.
 */
export async function renderComparison(comparison: RunComparison): Promise<string> {
  return pageAround(
    `${comparison.runs.map(({ name }) => name).join(" and ")} · preflm compare`,
    html`${head(comparison)}
<h2>Scores of samples</h2>
${await scorePicture(comparison)}
${scoreTable(comparison)}
<h2>Held-out bits per byte</h2>
${bitsTable(comparison)}
${await curvePictures(comparison)}
${pairedSection(comparison)}
${scenarioTable(comparison)}
<h2>Samples</h2>
<p>What the scorer found is <mark>highlighted</mark>.</p>
${sampleColumns(comparison)}
<h2>Settings that differ</h2>
${settingsTable(comparison)}`,
  );
}

function head({ runs, warnings }: RunComparison): Html {
  const rows = runs.map(({ name, created, preflm }, i) => [
    letter(i),
    name,
    html`<time datetime="${created}">${created.slice(0, 16).replace("T", " ")}</time>`,
    preflm,
  ]);
  return html`<p class="over">preflm compare</p>
<h1>${runs.map(({ name }) => name).join(" and ")}</h1>
${table(["", "run", "of", "preflm"], rows, { words: true })}
<p class="soft">Every run is compared with ${letter(0)}: over training seeds where there are several, else over samples, which says nothing of other seeds.</p>
${
  warnings.length > 0 &&
  html`<div class="care"><strong>Read with care</strong><ul>${warnings.map((warning) => html`<li>${warning}</li>`)}</ul></div>`
}`;
}

function pairedSection({ paired, unit }: RunComparison): Html | undefined {
  if (paired.length === 0) return undefined;
  const rows = paired.map(({ objective, scenario, run, test }) => {
    const { mean, low, high } = test.difference;
    const shown = { mean: unit.scale * mean, low: unit.scale * low, high: unit.scale * high };
    return [
      objective,
      scenario,
      `${letter(0)} − ${letter(run)}`,
      withInterval(shown, signed),
      test.pairs,
      test.pValue < 0.001 ? "< 0.001" : test.pValue.toFixed(3),
    ];
  });
  return html`<h2>The same prompts, continued by both</h2>
${table(["objective", "scenario", "", "difference", "prompts", "p"], rows)}
<p class="soft">Difference of ${unit.label} prompt by prompt, with its 95 % interval over prompts; p by sign flips. It compares these trained models, not their trainings.</p>`;
}

function signed(value: number): string {
  return `${value < 0 ? "−" : value > 0 ? "+" : ""}${number(Math.abs(value))}`;
}

function settingsTable({ settings, runs }: RunComparison): Html {
  if (settings.length === 0) return html`<p>None.</p>`;
  return table(
    ["setting", ...runs.map((_, i) => letter(i))],
    settings.map(({ name, values }) => [
      html`<code>${name}</code>`,
      ...values.map((value) => value ?? "–"),
    ]),
    { words: true },
  );
}
