import { swatch } from "../html/colours.ts";
import { type Html, html } from "../html/html.ts";
import { samplesByScenario } from "../html/samples.ts";
import type { ObjectiveReport } from "../report.ts";
import type { RunComparison } from "./comparison.ts";
import { letter } from "./letter.ts";

/** Samples of each objective, a column a run. */
export function sampleColumns({ objectives, unit }: RunComparison): readonly Html[] {
  return objectives.map(
    ({ objective, reports }, place) => html`<h3>${swatch(place)}${objective}</h3>
<div class="beside">${reports.map((report, i) => report !== null && column(report, letter(i), unit.scale))}</div>`,
  );
}

function column({ examples }: ObjectiveReport, name: string, scale: number): Html | undefined {
  if (examples.length === 0) return undefined;
  return html`<section><p class="soft">${name}</p>${samplesByScenario(examples, scale)}</section>`;
}
