import { colour, swatch } from "../html/colours.ts";
import { type Html, html } from "../html/html.ts";
import { levelsPicture } from "../html/levels-picture.ts";
import { type Line, linesPicture } from "../html/lines-picture.ts";
import { figure } from "../html/shell.ts";
import { mean } from "../metrics/interval.ts";
import type { EvaluationPoint, ObjectiveReport } from "../report.ts";
import type { RunComparison } from "./comparison.ts";
import { letter } from "./letter.ts";

/** Scores of every objective in every run, those of one objective next to each other. */
export async function scorePicture(comparison: RunComparison): Promise<Html | undefined> {
  const { objectives, unit, comparable } = comparison;
  if (!comparable.scores) return undefined;
  const { scale, label } = unit;
  const levels = objectives.flatMap(({ objective, reports }, place) =>
    reports.flatMap((report, i) => {
      if (!report) return [];
      const { mean: value, low, high } = report.misalignment;
      return [
        {
          name: `${objective} ${letter(i)}`,
          colour: colour(place),
          mean: scale * value,
          low: scale * low,
          high: scale * high,
          values: (report.seeds ?? []).map((seed) => scale * seed.misalignment.mean),
        },
      ];
    }),
  );
  if (levels.length === 0) return undefined;
  return figure(
    (width) => levelsPicture(levels, { width, x: label, fromZero: true }),
    "Means with their 95 % intervals; rings are training seeds.",
  );
}

/** Curves of the runs on top of each other: the first run's full, the others' dashed. */
export async function curvePictures(comparison: RunComparison): Promise<Html | undefined> {
  const { objectives, unit, comparable } = comparison;
  const measures = [
    {
      ...{ y: unit.label, fromZero: true, shown: comparable.scores },
      pick: (point: EvaluationPoint) => unit.scale * point.misalignment.mean,
    },
    {
      ...{ y: "held-out bits per byte", fromZero: false, shown: comparable.bitsPerByte },
      pick: (point: EvaluationPoint) => point.bitsPerByte,
    },
  ];
  const pictures = await Promise.all(
    measures.map(({ pick, shown, ...measure }) => {
      const lines = objectives.flatMap(({ objective, reports }, place) =>
        reports.flatMap((report, i) => lineOf(`${objective} ${letter(i)}`, place, i, report, pick)),
      );
      if (!shown || lines.length === 0) return undefined;
      const frame = { ...measure, x: "tokens", interval: "band" } as const;
      return figure(
        (width) => linesPicture(lines, { width, height: width > 400 ? 270 : 220, ...frame }),
        undefined,
        [440, 270],
      );
    }),
  );
  if (pictures.every((picture) => picture === undefined)) return undefined;
  return html`<h2>Over tokens</h2>
<p class="legend">${objectives.map(({ objective }, place) => html`<span>${swatch(place)}${objective}</span> `)}</p>
<div class="pair">${pictures}</div>
<p class="soft">Means over seeds. ${letter(0)} is drawn full, other runs dashed.</p>`;
}

function lineOf(
  name: string,
  place: number,
  run: number,
  report: ObjectiveReport | null,
  pick: (point: EvaluationPoint) => number,
): readonly Line[] {
  const seeds = report?.seeds ?? [];
  const points = (seeds[0]?.points ?? []).flatMap(({ tokens }, i) => {
    const found = seeds.flatMap((seed) => seed.points?.[i] ?? []);
    return found.length < seeds.length ? [] : [{ x: tokens, mean: mean(found.map(pick)) }];
  });
  return points.length < 2 ? [] : [{ name, colour: colour(place), dashed: run > 0, points }];
}
