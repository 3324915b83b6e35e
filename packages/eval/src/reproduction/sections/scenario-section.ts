import { number, percent } from "../../format.ts";
import { type Html, html } from "../../html/html.ts";
import { table, withInterval } from "../../html/table.ts";
import { mean } from "../../metrics/interval.ts";
import type { ScenarioReport } from "../../report.ts";
import { scores, unitOf } from "../evidence.ts";
import type { Palette } from "../palette.ts";
import type { Reproduction, TrainedObjective } from "../reproduction.ts";
import { levelOf } from "./score-sections.ts";

/** Every way of sampling, for every objective that was sampled so. */
export function scenarioSection(reproduction: Reproduction, palette: Palette): Html | undefined {
  const { label, scale } = unitOf(reproduction);
  const rows = (reproduction.experiments.pretraining ?? []).flatMap((run) =>
    scenariosOf(run).map(({ name, reports }, i) => {
      const values = (pick: (report: ScenarioReport) => number) => reports.map(pick);
      const average = (pick: (report: ScenarioReport) => number) => mean(values(pick));
      return [
        i === 0 ? html`${palette.swatch(run.objective)}${run.objective}` : "",
        name,
        reports[0].mark === undefined ? "" : html`<code>${reports[0].mark}</code>`,
        withInterval(levelOf(scores(run, run.objective, name), "", scale), number),
        percent(average((r) => r.hitRate)),
        number(scale * average((r) => r.maxAt25)),
        number(scale * average((r) => r.pooled)),
        number(average((r) => r.length)),
        percent(average((r) => r.ended)),
        average((r) => r.distinct["2"]).toFixed(2),
        number(average((r) => r.samplesPerSecond)),
      ];
    }),
  );
  if (rows.length === 0) return undefined;
  const heads = [
    "objective",
    "scenario",
    "mark",
    "score",
    "hit rate",
    "max@25",
    "pooled",
    "length",
    "ended",
    "distinct-2",
    "samples/s",
  ];
  return html`<h2>Ways of sampling</h2>
${table(heads, rows)}
<p class="soft">Means over seeds, below the score its 95 % interval over seeds. Score, max@25 and pooled are in ${label}; hit rate is the share of samples that score above 0.</p>`;
}

function scenariosOf(run: TrainedObjective) {
  const names = [
    ...new Set(run.seeds.flatMap(({ scenarios = [] }) => scenarios.map((s) => s.name))),
  ];
  return names.map((name) => ({
    name,
    reports: run.seeds.flatMap(({ scenarios = [] }) => scenarios.filter((s) => s.name === name)),
  }));
}
