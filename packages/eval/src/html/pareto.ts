import type { TopLevelSpec } from "vega-lite";
import { number } from "../format.ts";
import { type Report, scoreUnit } from "../report.ts";
import { colour } from "./colours.ts";
import { draw } from "./draw.ts";
import type { Html } from "./html.ts";
import { type Box, type PlacedLabel, placeLabels } from "./place-labels.ts";
import { logTicks } from "./ticks.ts";

/** An objective in the picture: what it costs against how it scores, in shown units. */
export interface ParetoPoint {
  readonly objective: string;
  readonly colour: string;
  readonly cost: number;
  /** The cost in another form, such as without marks: drawn open. */
  readonly otherCost?: number;
  /** The interval of the cost, where there is one to draw. */
  readonly costLow?: number;
  readonly costHigh?: number;
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

/** What a picture of points says beside them. */
export interface ParetoWords {
  /** What the scores are in. */
  readonly score: string;
  /** What is lost, such as `"held-out bits per byte"`. */
  readonly cost: string;
}

/** The paper's picture: misalignment (with its interval) against held-out bits per byte, and the Pareto front. */
export function paretoPicture(report: Report, width: number, height: number): Promise<Html> {
  const { label, scale } = scoreUnit(report);
  const points = report.runs.map((run, i) => ({
    objective: run.objective,
    colour: colour(i),
    cost: run.bitsPerByte,
    otherCost: run.bitsPerByteUnmarked,
    mean: scale * run.misalignment.mean,
    low: scale * run.misalignment.low,
    high: scale * run.misalignment.high,
  }));
  const words = { score: label, cost: "held-out bits per byte" };
  return paretoPoints(points, words, width, height);
}

/** Scores against what is lost, by objective, and the Pareto front. */
export function paretoPoints(
  points: readonly ParetoPoint[],
  words: ParetoWords,
  width: number,
  height: number,
): Promise<Html> {
  const x = costScale(points, width);
  const y = scoreScale(points, height);

  const placed = points.map((point) => ({
    ...point,
    x: x.position(point.cost),
    xOther: point.otherCost === undefined ? undefined : x.position(point.otherCost),
    xLow: x.position(point.costLow ?? point.cost),
    xHigh: x.position(point.costHigh ?? point.cost),
    y: y.position(point.mean),
    yLow: y.position(point.low),
    yHigh: y.position(point.high),
  }));
  const front = paretoFront(placed);
  const labels = placeLabels(
    placed.map((point) => ({ x: point.x, y: point.y, text: point.objective })),
    [...placed.flatMap(obstacles), ...steps(front)],
    { x: 0, y: -8, width, height: height + 16 },
  ).map((box, i) => ({ ...placed[i], ...box, pointX: placed[i].x, pointY: placed[i].y }));
  const others = placed.filter((point) => point.xOther !== undefined);

  // Positions are pixels already, so that labels can be kept apart: no scale stands between.
  const at = (field: string) => ({ field, type: "quantitative", scale: null }) as const;
  const own = { field: "colour", type: "nominal", scale: null } as const;
  const spec: TopLevelSpec = {
    width,
    height,
    layer: [
      {
        data: { values: placed },
        mark: { type: "point", opacity: 0 },
        encoding: {
          x: {
            field: "cost",
            type: "quantitative",
            scale: { domain: [...x.domain], nice: false, zero: false },
            axis: {
              title: `${words.cost} →`,
              tickCount: Math.max(3, Math.round(width / 140)),
              titlePadding: 8,
            },
          },
          y: {
            field: "mean",
            type: "quantitative",
            scale: {
              domain: [...y.domain],
              nice: false,
              type: y.log ? "log" : "linear",
              clamp: true,
            },
            axis: {
              title: null,
              ...(y.log ? { values: [...y.ticks] } : { tickCount: 5 }),
              labelExpr: y.log
                ? `datum.value <= ${y.domain[0]} ? '0' : format(datum.value, '~r')`
                : "format(datum.value, '~r')",
            },
          },
        },
      },
      {
        data: { values: [...front] },
        mark: {
          type: "line",
          interpolate: "step-after",
          color: "currentColor",
          opacity: 0.35,
          strokeDash: [2, 3],
          strokeWidth: 1.2,
        },
        encoding: { x: at("x"), y: at("y"), order: { field: "x", type: "quantitative" } },
      },
      {
        data: { values: others },
        mark: { type: "rule", strokeDash: [1, 3], strokeWidth: 1.5, opacity: 0.7 },
        encoding: { x: at("x"), x2: { field: "xOther" }, y: at("y"), color: own },
      },
      {
        data: { values: others },
        mark: { type: "point", filled: false, size: 60, strokeWidth: 1.6, opacity: 1 },
        encoding: { x: at("xOther"), y: at("y"), color: own },
      },
      {
        data: { values: placed },
        mark: { type: "rule", strokeWidth: 2.5, opacity: 0.45, strokeCap: "round" },
        encoding: { x: at("x"), y: at("yLow"), y2: { field: "yHigh" }, color: own },
      },
      {
        data: { values: placed.filter((point) => point.xLow < point.xHigh) },
        mark: { type: "rule", strokeWidth: 2.5, opacity: 0.45, strokeCap: "round" },
        encoding: { x: at("xLow"), x2: { field: "xHigh" }, y: at("y"), color: own },
      },
      {
        data: { values: placed },
        mark: { type: "point", filled: true, size: 85, opacity: 1 },
        encoding: { x: at("x"), y: at("y"), color: own },
      },
      {
        data: {
          values: labels.flatMap(({ leader, ...rest }) =>
            leader ? [{ ...rest, leaderX: leader.x, leaderY: leader.y }] : [],
          ),
        },
        mark: { type: "rule", opacity: 0.5, strokeWidth: 1 },
        encoding: {
          x: at("leaderX"),
          y: at("leaderY"),
          x2: { field: "pointX" },
          y2: { field: "pointY" },
          color: own,
        },
      },
      ...(["left", "center", "right"] as const).map((align) => ({
        data: { values: labels.filter((label) => label.align === align).map(anchored) },
        mark: { type: "text", align, baseline: "middle", fontSize: 12.5, fontWeight: 600 } as const,
        encoding: { x: at("x"), y: at("y"), text: { field: "text" }, color: own },
      })),
      {
        data: { values: [{}] },
        mark: {
          type: "text",
          align: "left",
          baseline: "bottom",
          x: -30,
          y: -14,
          fontSize: 12,
          opacity: 0.75,
          color: "currentColor",
        },
        encoding: {
          text: { value: `↑ ${words.score}${y.log && width > 500 ? " (log scale)" : ""}` },
        },
      },
      {
        data: { values: [{}] },
        mark: {
          type: "text",
          align: width > 500 ? "right" : "left",
          baseline: "bottom",
          x: width > 500 ? width : -30,
          y: width > 500 ? -14 : -32,
          fontSize: 12,
          fontWeight: 600,
          color: "currentColor",
        },
        encoding: { text: { value: "↙ lower left is better" } },
      },
    ],
  };
  const told = points.map((p) => `${p.objective}: ${number(p.cost)}, ${number(p.mean)}`);
  return draw(spec, `${words.score} against ${words.cost}. ${told.join("; ")}.`);
}

/** Room for every value, 6 % to spare at either side. */
function costScale(points: readonly ParetoPoint[], width: number) {
  const values = points.flatMap((p) => [
    p.cost,
    p.otherCost ?? p.cost,
    p.costLow ?? p.cost,
    p.costHigh ?? p.cost,
  ]);
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const spare = 0.08 * (most - least) || 0.05;
  const domain = [least - spare, most + 1.5 * spare] as const;
  const position = (cost: number) => (width * (cost - domain[0])) / (domain[1] - domain[0]);
  return { domain, position };
}

/** From 0; logarithmic if the means span more than a factor of 20, what is smaller then lies on the floor. */
function scoreScale(points: readonly ParetoPoint[], height: number) {
  const top = Math.max(...points.map((p) => p.high), 1e-9);
  const positive = points.map((p) => p.mean).filter((mean) => mean > 0);
  const least = Math.min(...positive, top);
  const log = top / least > 20;
  const domain = log ? ([least / 3, top * 1.6] as const) : ([0, top * 1.12] as const);
  const share = (score: number) =>
    log
      ? Math.log(Math.max(score, domain[0]) / domain[0]) / Math.log(domain[1] / domain[0])
      : score / domain[1];
  const position = (score: number) => height * (1 - share(score));
  // What is exactly 0 lies on the floor, so the floor is then labelled.
  const zero = points.some((p) => p.mean === 0) ? [domain[0]] : [];
  const ticks = log ? [...zero, ...logTicks(1.3 * domain[0], domain[1])] : [];
  return { log, domain, position, ticks };
}

/** Points that no other point beats on both sides, from left to right. */
function paretoFront<T extends { readonly cost: number; readonly mean: number }>(
  points: readonly T[],
): readonly T[] {
  const beats = (a: T, b: T) =>
    a.cost <= b.cost && a.mean <= b.mean && (a.cost < b.cost || a.mean < b.mean);
  return points
    .filter((point) => !points.some((other) => beats(other, point)))
    .sort((a, b) => a.cost - b.cost);
}

/** What labels must not cover: the point, its interval, its unmarked twin and the line to it. */
function obstacles(point: {
  readonly x: number;
  readonly y: number;
  readonly yLow: number;
  readonly yHigh: number;
  readonly xOther?: number;
  readonly xLow: number;
  readonly xHigh: number;
}): readonly Box[] {
  const { x, y, yLow, yHigh, xOther, xLow, xHigh } = point;
  const boxes: Box[] = [
    { x: x - 6, y: y - 6, width: 12, height: 12 },
    { x: x - 3, y: yHigh, width: 6, height: Math.max(0, yLow - yHigh) },
    { x: xLow, y: y - 3, width: Math.max(0, xHigh - xLow), height: 6 },
  ];
  if (xOther !== undefined) {
    boxes.push({
      x: Math.min(x, xOther) - 5,
      y: y - 4,
      width: Math.abs(xOther - x) + 10,
      height: 8,
    });
  }
  return boxes;
}

/** The lines of the front: from each point right to the next one's place, then down. */
function steps(front: readonly { readonly x: number; readonly y: number }[]): readonly Box[] {
  return front.slice(1).flatMap((next, i) => [
    { x: front[i].x, y: front[i].y - 1, width: next.x - front[i].x, height: 2 },
    { x: next.x - 1, y: front[i].y, width: 2, height: next.y - front[i].y },
  ]);
}

/** The label with its text's anchor in place of its corner. */
function anchored(label: PlacedLabel): PlacedLabel {
  const { x, y, width, height, align } = label;
  const share = { left: 0, center: 0.5, right: 1 }[align];
  return { ...label, x: x + share * width, y: y + height / 2 };
}
