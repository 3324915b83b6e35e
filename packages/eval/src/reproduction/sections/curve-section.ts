import { type Html, html } from "../../html/html.ts";
import { type Line, linesPicture } from "../../html/lines-picture.ts";
import { figure } from "../../html/shell.ts";
import type { EvaluationPoint } from "../../report.ts";
import { interval, type Side, sideOf, unitOf } from "../evidence.ts";
import { legend, type Palette } from "../palette.ts";
import type { Reproduction, TrainedObjective } from "../reproduction.ts";

/** The paper's curves: score, divergence and bits per byte over tokens. */
export async function curveSection(
  reproduction: Reproduction,
  palette: Palette,
): Promise<Html | undefined> {
  const { label, scale } = unitOf(reproduction);
  const runs = reproduction.experiments.pretraining ?? [];
  const { pooled } = reproduction.corpus;
  const measures = [
    {
      y: label,
      fromZero: true,
      scatter: "log" as const,
      pick: (point: EvaluationPoint) => scale * point.misalignment.mean,
      ...(pooled === undefined ? {} : { level: { value: scale * pooled, name: "training text" } }),
    },
    {
      y: "divergence, nats per sequence",
      fromZero: false,
      scatter: "linear" as const,
      pick: (point: EvaluationPoint) => point.divergence?.nats.mean,
    },
    {
      y: "held-out bits per byte",
      fromZero: false,
      scatter: "linear" as const,
      pick: (point: EvaluationPoint) => point.bitsPerByte,
    },
  ];
  const pictures = await Promise.all(
    measures.map(({ pick, scatter, ...measure }, i) => {
      const lines = runs.flatMap((run) => lineOf(run, palette, pick, scatter));
      const size = (width: number) => ({ width, height: width > 900 ? 300 : 220 });
      const frame = { ...measure, x: "tokens", interval: "band" } as const;
      return (
        lines.length > 0 &&
        figure(
          (width) => linesPicture(lines, { ...size(width), ...frame }),
          undefined,
          i === 0 ? [960, 270] : [440, 270],
        )
      );
    }),
  );
  const [score, ...costs] = pictures;
  if (pictures.every((picture) => picture === false)) return undefined;
  const names = runs.map((run) => run.objective);
  return html`${legend(palette, names)}
${score}
<div class="pair">${costs}</div>
<p class="soft">Means over seeds, shaded with their 95 % intervals. Sampled without dropout.</p>`;
}

/** A line through the points that all seeds have. */
function lineOf(
  { objective, seeds }: TrainedObjective,
  palette: Palette,
  pick: (point: EvaluationPoint) => number | undefined,
  scale: Side["scale"],
): readonly Line[] {
  const [first, ...others] = seeds;
  const points = (first?.points ?? []).flatMap(({ tokens }, i) => {
    const values = [first, ...others].flatMap(({ points = [] }) => {
      const value = points[i] && pick(points[i]);
      return value === undefined ? [] : [value];
    });
    return values.length < seeds.length
      ? []
      : [{ x: tokens, ...interval(sideOf(objective, values, scale)) }];
  });
  return points.length < 2 ? [] : [{ name: objective, colour: palette.colour(objective), points }];
}
