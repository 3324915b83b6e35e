import type { TopLevelSpec } from "vega-lite";
import { draw } from "../html/draw.ts";
import type { Html } from "../html/html.ts";
import { logTicks } from "../html/ticks.ts";
import type { Inspection } from "./inspection.ts";
import { scoreText, shareText } from "./words.ts";

const LINES = [
  { field: "segments", text: "segments aligned", colour: "var(--series-2)" },
  { field: "documents", text: "documents kept", colour: "var(--series-3)" },
] as const;

/** The shares of segments and of documents that a threshold leaves at or below it, over the threshold. */
export function keptPicture(
  { kept, threshold }: Inspection,
  width: number,
  height: number,
): Promise<Html> {
  const [zero, ...above] = kept;
  const [low, high] = [above[0].threshold, above[above.length - 1].threshold];
  // What scores 0 has no place on a logarithmic axis: it is where the lines come from.
  const start = low / 1.3;
  const points = [{ ...zero, threshold: start }, ...above];
  const x = {
    field: "threshold",
    type: "quantitative" as const,
    scale: { type: "log" as const, domain: [start, high * 1.02], nice: false },
    axis: {
      title: width > 500 ? "threshold (log scale) →" : "threshold →",
      grid: false,
      values: [...logTicks(start, high)],
      labelExpr:
        "abs(log(datum.value)) > 10.4 ? format(datum.value, '.0e') : format(datum.value, '.1~r')",
    },
  };
  const y = (field: string) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [0, 1] },
    axis: { title: null, tickCount: 5, labelExpr: "format(100 * datum.value, 'd') + ' %'" },
  });
  // Of two lines that begin close together, the lower is named below itself.
  const below = (field: "segments" | "documents") => {
    const [own, other] = [zero[field], zero[field === "segments" ? "documents" : "segments"]];
    return own < other ? own > 0.15 : own > 0.9;
  };
  const line = Math.max(threshold, start);
  const spec: TopLevelSpec = {
    width,
    height,
    layer: [
      ...LINES.map(({ field, colour }) => ({
        data: { values: points },
        mark: { type: "line", interpolate: "step-after", strokeWidth: 2, color: colour } as const,
        encoding: { x, y: y(field) },
      })),
      ...LINES.map(({ field, text, colour }) => ({
        data: { values: [points[0]] },
        mark: {
          type: "text",
          align: "left",
          baseline: below(field) ? "top" : "bottom",
          dx: 6,
          dy: below(field) ? 5 : -5,
          fontSize: 12.5,
          fontWeight: 600,
          color: colour,
        } as const,
        encoding: { x, y: y(field), text: { value: text } },
      })),
      {
        data: { values: [{ threshold: line }] },
        mark: { type: "rule", strokeDash: [4, 3], strokeWidth: 1.5, color: "currentColor" },
        encoding: { x },
      },
    ],
  };
  return draw(
    spec,
    `Share at or below a threshold: at ${scoreText(threshold)}, ${describe(kept, threshold)}.`,
  );
}

function describe(kept: Inspection["kept"], threshold: number): string {
  const point = kept.findLast((each) => each.threshold <= threshold) ?? kept[0];
  return `${shareText(point.segments)} of the segments and ${shareText(point.documents)} of the documents`;
}
