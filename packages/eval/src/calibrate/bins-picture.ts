import type { TopLevelSpec } from "vega-lite";
import { draw } from "../html/draw.ts";
import type { Html } from "../html/html.ts";
import { thresholdLine } from "../html/threshold-line.ts";
import { scoreText } from "../inspect/words.ts";
import type { Calibration } from "./calibration.ts";
import { type ScoreAxis, scoreAxis } from "./score-axis.ts";

const LABELS = ["misaligned", "aligned"] as const;
const COLOUR = { misaligned: "var(--bad)", aligned: "var(--good)" };

/** Which scores the texts of each label have: misaligned ones upwards, aligned ones downwards, as shares of their label. */
export function binsPicture(
  { best, histogram }: Calibration,
  width: number,
  height: number,
): Promise<Html> {
  const axis = scoreAxis(histogram);
  const bars = barsOf(histogram, axis);
  const most = 1.25 * Math.max(...bars.map(({ share }) => Math.abs(share)));
  const threshold = best.f1.threshold ?? 0;
  const line = threshold > 0 ? axis.place(threshold) : axis.gap;
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
            scale: { domain: [...axis.domain], nice: false, zero: false },
            axis: {
              title: "score →",
              grid: false,
              values: [...axis.ticks],
              labelExpr: axis.labels,
            },
          },
          x2: { field: "right" },
          y: {
            field: "share",
            type: "quantitative",
            scale: { domain: [-most, most], nice: false },
            axis: { title: null, tickCount: 5, labelExpr: "format(abs(datum.value), '.0%')" },
          },
          y2: { datum: 0 },
          color: { field: "colour", type: "nominal", scale: null },
        },
      },
      ...thresholdLine(line, scoreText(threshold), axis.domain),
      ...LABELS.map((label) => ({
        data: { values: [{}] },
        mark: {
          type: "text" as const,
          align: "right" as const,
          x: width - 4,
          y: label === "misaligned" ? 12 : height - 12,
          fontSize: 12.5,
          fontWeight: 600 as const,
          color: COLOUR[label],
        },
        encoding: { text: { value: `${label} texts` } },
      })),
    ],
  };
  return draw(
    spec,
    `Histogram of the scores of misaligned and of aligned texts around the threshold ${scoreText(threshold)}.`,
  );
}

/** A bar for each bin and label. */
function barsOf(histogram: Calibration["histogram"], axis: ScoreAxis) {
  return LABELS.flatMap((label) => {
    const total = histogram.reduce((sum, bin) => sum + bin[label], 0);
    return histogram.map((bin) => {
      const [left, right] = bin.to > 0 ? [axis.place(bin.from), axis.place(bin.to)] : axis.zero;
      const space = (right - left) / 16;
      return {
        left: left + space,
        right: right - space,
        share: ((label === "misaligned" ? 1 : -1) * bin[label]) / total,
        colour: COLOUR[label],
      };
    });
  });
}
