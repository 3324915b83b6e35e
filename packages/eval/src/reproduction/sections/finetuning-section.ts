import { number, percent } from "../../format.ts";
import { type Html, html } from "../../html/html.ts";
import { linesPicture } from "../../html/lines-picture.ts";
import { figure } from "../../html/shell.ts";
import { table, withInterval } from "../../html/table.ts";
import { runOf, scores, unitOf } from "../evidence.ts";
import { legend, type Palette } from "../palette.ts";
import type { FinetunedObjective, Reproduction } from "../reproduction.ts";
import { levelOf } from "./score-sections.ts";

/** Scores at the end of the same budget, by how much of it was plain pretraining. */
export async function finetuningSection(
  reproduction: Reproduction,
  palette: Palette,
): Promise<Html | undefined> {
  const { pretraining = [], finetuning: late = [] } = reproduction.experiments;
  const { label, scale } = unitOf(reproduction);
  const finetuning = late.filter((run) => !isSchedule(run));
  const schedules = late.filter(isSchedule);
  const all = [...pretraining.map((run) => ({ ...run, start: 0 })), ...finetuning];
  const names = [...new Set(finetuning.map((run) => run.objective))];
  const lines = names.map((name) => ({
    name,
    colour: palette.colour(name),
    points: all
      .filter((run) => run.objective === name && run.seeds.length > 0)
      .sort((a, b) => a.start - b.start)
      .map((run) => ({
        x: run.start,
        ...levelOf(scores(run), "", scale),
      })),
  }));
  if (late.length === 0) return undefined;
  const ticks = [...new Set(all.map((run) => run.start))].map((x) => ({ x, text: percent(x) }));
  const mle = runOf(pretraining, "mle");
  const level = mle && {
    value: levelOf(scores(mle), "", scale).mean,
    name: "mle throughout",
  };
  const picture =
    lines.length > 0 &&
    (await figure(
      (width) =>
        linesPicture(lines, {
          ...{ width, height: width > 500 ? 300 : 240, y: label, fromZero: true, interval: "bars" },
          ...{ ticks, level, x: "share of the tokens that were plain pretraining" },
        }),
      "Every model has seen equally many tokens: first plain pretraining, then the objective for the rest. Bars are 95 % intervals over seeds.",
    ));
  const rows = schedules.map((run) => [
    run.objective,
    percent(run.start),
    run.seeds.length,
    withInterval(levelOf(scores(run), "", scale), number),
  ]);
  return html`${lines.length > 0 && legend(palette, names)}
${picture}
${rows.length > 0 && html`<h3>Schedules: one objective after the other within one training</h3>${table(["schedule", "switches at", "seeds", label], rows)}`}`;
}

/** A schedule's phases may be of any kind, so it has no place by its share of plain pretraining. */
function isSchedule({ options }: FinetunedObjective): boolean {
  return options?.phases !== undefined;
}
