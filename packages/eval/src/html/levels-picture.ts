import type { TopLevelSpec } from "vega-lite";
import { number } from "../format.ts";
import { comparisonLine } from "./comparison-line.ts";
import { draw } from "./draw.ts";
import type { Html } from "./html.ts";
import { valueScale } from "./value-scale.ts";

/** A row of a picture: a mean, its interval, and the values it is the mean of. */
export interface Level {
  readonly name: string;
  readonly colour: string;
  readonly mean: number;
  readonly low?: number;
  readonly high?: number;
  /** One a training seed. */
  readonly values: readonly number[];
}

/** What stands beside the rows. */
export interface LevelsFrame {
  /** Of the picture with the names at its left. */
  readonly width: number;
  /** What the values are, with their unit. */
  readonly x: string;
  readonly fromZero: boolean;
  /** A value to compare with, such as the training text's. */
  readonly line?: { readonly value: number; readonly name: string };
}

/** Pixels for the names of the rows. */
const NAMES = 125;

/** Rows of dots: a large one for the mean with its interval, small ones for the seeds. */
export function levelsPicture(levels: readonly Level[], frame: LevelsFrame): Promise<Html> {
  const { line } = frame;
  const width = frame.width - NAMES;
  const scale = valueScale(
    [
      ...levels,
      ...levels.flatMap(({ values }) => values.map((mean) => ({ mean }))),
      ...(line ? [{ mean: line.value }] : []),
    ],
    frame.fromZero,
  );
  const rows = levels.map(({ values: _, mean, low = mean, high = mean, ...level }) => ({
    ...level,
    mean: scale.clamp(mean),
    low: scale.clamp(low),
    high: scale.clamp(high),
  }));
  const seeds = levels.flatMap(({ name, colour, values }) =>
    values.length < 2 ? [] : values.map((value) => ({ name, colour, value: scale.clamp(value) })),
  );
  const side = line && line.value > scale.vega.domain[1] / 2 ? "right" : "left";
  const own = { field: "colour", type: "nominal", scale: null } as const;
  const y = {
    field: "name",
    type: "nominal",
    sort: null,
    axis: { title: null, grid: false, labelOpacity: 1, labelLimit: 160, labelPadding: 12 },
  } as const;
  const x = (field: string) =>
    ({
      field,
      type: "quantitative",
      scale: scale.vega,
      axis: {
        ...scale.axis,
        ...(scale.log ? {} : { tickCount: Math.max(3, Math.round(width / 130)) }),
        title: `${frame.x}${scale.log && width > 300 ? " (log scale)" : ""} →`,
        titlePadding: 8,
      },
    }) as const;
  const spec: TopLevelSpec = {
    width,
    height: { step: 30 },
    layer: [
      ...(line ? comparisonLine({ ...line, value: scale.clamp(line.value) }, side) : []),
      {
        data: { values: rows },
        mark: { type: "rule", strokeWidth: 4, opacity: 0.35, strokeCap: "round" },
        encoding: { y, x: x("low"), x2: { field: "high" }, color: own },
      },
      {
        data: { values: seeds },
        mark: { type: "point", filled: false, size: 42, strokeWidth: 1.3, opacity: 0.8 },
        encoding: { y, x: x("value"), color: own },
      },
      {
        data: { values: rows },
        mark: { type: "point", filled: true, size: 95, opacity: 1 },
        encoding: { y, x: x("mean"), color: own },
      },
    ],
  };
  const told = levels.map(({ name, mean }) => `${name}: ${number(mean)}`);
  return draw(spec, `${frame.x}. ${told.join("; ")}.`);
}
