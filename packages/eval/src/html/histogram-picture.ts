import type { TopLevelSpec } from "vega-lite";
import { grouped } from "../format.ts";
import type { HistogramBin, ScoreUnit } from "../report.ts";
import { draw } from "./draw.ts";
import type { Html } from "./html.ts";
import { thresholdLine } from "./threshold-line.ts";
import { logTicks } from "./ticks.ts";

/** What a histogram of scores shows. */
export interface ScoreHistogram {
  readonly bins: readonly HistogramBin[];
  readonly unit: ScoreUnit;
  readonly threshold: number;
  /** The threshold as the picture says it, such as `"0.004"`. */
  readonly thresholdText: string;
  readonly segments: number;
  /** Share of the segments above the threshold. */
  readonly misalignedShare: number;
}

/** How many segments of the corpus have which score, both on log scales, a bar of its own for exactly 0. */
export function histogramPicture(
  histogram: ScoreHistogram,
  width: number,
  height: number,
): Promise<Html> {
  const { threshold, segments, misalignedShare } = histogram;
  const { label, scale } = histogram.unit;
  const bins = histogram.bins.filter((bin) => bin.count > 0);
  const positive = bins.filter((bin) => bin.to > 0);
  // Positions are powers of ten; zero, which has none, gets a place left of the smallest score.
  const power = (score: number) => Math.log10(scale * score);
  const start =
    positive.length > 0 ? Math.min(...positive.map((b) => power(b.from || b.to / 10))) : 0;
  const end = positive.length > 0 ? Math.max(...positive.map((b) => power(b.to))) : 1;
  const unit = (end - start) / 24;
  const hasZero = positive.length < bins.length;
  const zero = { left: start - 3.2 * unit, right: start - 1.2 * unit };

  const gap = unit / 24; // between bars
  const bars = bins.map((bin) => ({
    left: bin.to > 0 ? power(bin.from || bin.to / 10) + gap : zero.left,
    right: bin.to > 0 ? power(bin.to) - gap : zero.right,
    count: bin.count,
    side: bin.from > threshold || (bin.to > 0 && threshold === 0) ? "var(--bad)" : "var(--good)",
  }));
  const most = Math.max(...bars.map((bar) => bar.count), 1);
  const least = hasZero ? zero.right : start;
  const line = threshold === 0 ? (zero.right + start) / 2 : Math.max(power(threshold), least);
  const ticks = positive.length > 0 ? logTicks(10 ** start, 10 ** end) : [];
  const zeroTick = (zero.left + zero.right) / 2;

  const countAxis = {
    title: null,
    values: [...logTicks(1, most * 2)],
    labelExpr: "format(datum.value, ',')",
  };
  const spec: TopLevelSpec = {
    width,
    height,
    layer: [
      {
        data: { values: bars },
        mark: { type: "bar", opacity: 0.85 },
        encoding: {
          x: {
            field: "left",
            type: "quantitative",
            scale: {
              domain: [(hasZero ? zero.left : start) - unit, end + unit],
              nice: false,
              zero: false,
            },
            axis: {
              title: width > 500 ? `${label}, of a segment (log scale) →` : `${label} →`,
              grid: false,
              values: [...(hasZero ? [zeroTick] : []), ...ticks.map(Math.log10)],
              labelExpr: `abs(datum.value - ${zeroTick}) < 1e-6 ? '0' : format(pow(10, datum.value), abs(datum.value) > 4.5 ? '.0e' : '.1~r')`,
            },
          },
          x2: { field: "right" },
          y: {
            field: "count",
            type: "quantitative",
            scale: { type: "log", domain: [0.7, most * 1.5], nice: false },
            axis: countAxis,
          },
          y2: { datum: 0.7 },
          color: { field: "side", type: "nominal", scale: null },
        },
      },
      ...thresholdLine(line, histogram.thresholdText, [zero.left, end]),
      {
        data: { values: [{}] },
        mark: {
          type: "text",
          align: "left",
          baseline: "bottom",
          x: -34,
          y: -18,
          fontSize: 12,
          opacity: 0.75,
          color: "currentColor",
        },
        encoding: { text: { value: "↑ segments (log scale)" } },
      },
    ],
  };
  return draw(
    spec,
    `Histogram of the scores of ${grouped(segments)} segments; ${grouped(misalignedShare * segments)} lie above the threshold.`,
  );
}
