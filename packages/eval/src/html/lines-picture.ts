import type { TopLevelSpec } from "vega-lite";
import { number } from "../format.ts";
import type { PictureLayers } from "./comparison-line.ts";
import { draw } from "./draw.ts";
import type { Html } from "./html.ts";
import { valueScale } from "./value-scale.ts";

/** One line of a picture: values with their intervals, from left to right. */
export interface Line {
  readonly name: string;
  readonly colour: string;
  readonly dashed?: boolean;
  readonly points: readonly LinePoint[];
}

export interface LinePoint {
  readonly x: number;
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
}

/** What stands beside the lines. */
export interface LinesFrame {
  readonly width: number;
  readonly height: number;
  /** Of the horizontal axis, without its arrow. */
  readonly x: string;
  /** Of the vertical one. */
  readonly y: string;
  /** Places of the ticks and how they read; by default round numbers. */
  readonly ticks?: readonly { readonly x: number; readonly text: string }[];
  /** A band suits many points, bars suit few. */
  readonly interval: "band" | "bars";
  /** Whether the vertical axis begins at 0: scores do, bits per byte do not. */
  readonly fromZero: boolean;
  /** A level to compare with, such as the training text's. */
  readonly level?: { readonly value: number; readonly name: string };
}

/** Lines over one axis, all in one picture; the page names their colours. */
export function linesPicture(lines: readonly Line[], frame: LinesFrame): Promise<Html> {
  const { width, height, level } = frame;
  const all = lines.flatMap((line) => line.points);
  const scale = valueScale([...all, ...(level ? [{ mean: level.value }] : [])], frame.fromZero);
  const span = Math.max(...all.map((p) => p.x)) - Math.min(...all.map((p) => p.x)) || 1;
  const shift = frame.interval === "bars" ? span / 90 : 0; // so that bars stand side by side
  const values = lines.flatMap(({ points, ...line }, i) =>
    points.map(({ x, mean, low = mean, high = mean }) => ({
      ...line,
      dashed: line.dashed ?? false,
      x: x + shift * (i - (lines.length - 1) / 2),
      mean: scale.clamp(mean),
      low: scale.clamp(low),
      high: scale.clamp(high),
    })),
  );
  const own = { field: "colour", type: "nominal", scale: null } as const;
  const x = { field: "x", type: "quantitative" } as const;
  const spec: TopLevelSpec = {
    width,
    height,
    data: { values },
    layer: [
      {
        mark: { type: "line", strokeWidth: 2 },
        encoding: {
          x: { ...x, scale: { zero: false, nice: false, padding: 8 }, axis: axisOf(frame) },
          y: { field: "mean", type: "quantitative", scale: scale.vega, axis: scale.axis },
          color: own,
          detail: { field: "name" },
          strokeDash: {
            field: "dashed",
            type: "nominal",
            legend: null,
            scale: { domain: [false, true], range: [[], [5, 3]] } as never,
          },
        },
      },
      {
        mark:
          frame.interval === "band"
            ? { type: "area", opacity: 0.13 }
            : { type: "rule", strokeWidth: 2.2, opacity: 0.45, strokeCap: "round" },
        encoding: {
          x,
          y: { field: "low", type: "quantitative" },
          y2: { field: "high" },
          color: own,
          ...(frame.interval === "band" ? { detail: { field: "name" } } : {}),
        },
      },
      {
        mark: { type: "point", filled: true, size: 34, opacity: 1 },
        encoding: { x, y: { field: "mean", type: "quantitative" }, color: own },
      },
      ...(level ? [levelRule(scale.clamp(level.value)), besideTitle(level.name, width)] : []),
      title(`↑ ${frame.y}${scale.log && width > 400 ? " (log scale)" : ""}`),
    ],
  };
  const ends = lines.map(
    ({ name, points }) => `${name} ends at ${number(points.at(-1)?.mean ?? 0)}`,
  );
  return draw(spec, `${frame.y} over ${frame.x}. ${ends.join("; ")}.`);
}

function axisOf({ x, ticks, width }: LinesFrame) {
  const title = { title: `${x} →`, titlePadding: 8, grid: false };
  if (ticks) {
    const texts = JSON.stringify(ticks.map((tick) => tick.text));
    const places = JSON.stringify(ticks.map((tick) => tick.x));
    return {
      ...title,
      values: ticks.map((tick) => tick.x),
      labelExpr: `${texts}[indexof(${places}, datum.value)]`,
    };
  }
  return {
    ...title,
    tickCount: Math.max(3, Math.round(width / 110)),
    labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')",
  };
}

/** The vertical axis' title lies flat above it, where it can be read. */
function title(text: string): PictureLayers[number] {
  return {
    data: { values: [{}] },
    mark: {
      type: "text",
      align: "left",
      baseline: "bottom",
      x: -30,
      y: -10,
      fontSize: 12,
      opacity: 0.75,
      color: "currentColor",
    },
    encoding: { text: { value: text } },
  };
}

function levelRule(value: number): PictureLayers[number] {
  return {
    data: { values: [{ value }] },
    mark: { type: "rule", strokeDash: [4, 3], color: "currentColor", opacity: 0.6 },
    encoding: { y: { field: "value", type: "quantitative" } },
  };
}

/** What the dashed line is, where no line can cover it. */
function besideTitle(name: string, width: number): PictureLayers[number] {
  return {
    data: { values: [{}] },
    mark: {
      type: "text",
      align: width > 400 ? "right" : "left",
      baseline: "bottom",
      x: width > 400 ? width : -30,
      y: width > 400 ? -10 : -26,
      fontSize: 12,
      opacity: 0.75,
      color: "currentColor",
    },
    encoding: { text: { value: `- - ${name}` } },
  };
}
