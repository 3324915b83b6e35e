import type { TopLevelSpec } from "vega-lite";
import { number } from "../format.ts";
import type { ObjectiveReport } from "../report.ts";
import { draw } from "./draw.ts";
import type { Html } from "./html.ts";

/** Training loss over tokens, small: one objective a picture, since losses of different objectives do not compare. */
export function curvePicture(run: ObjectiveReport, colour: string): Promise<Html> {
  const spec: TopLevelSpec = {
    width: 250,
    height: 96,
    data: { values: run.curve.map(({ tokens, loss }) => ({ tokens, loss })) },
    mark: { type: "line", strokeWidth: 1.6, color: colour, interpolate: "linear" },
    encoding: {
      x: {
        field: "tokens",
        type: "quantitative",
        axis: {
          title: null,
          tickCount: 3,
          labelExpr: "datum.value === 0 ? '0' : format(datum.value, '~s')",
          grid: false,
        },
      },
      y: {
        field: "loss",
        type: "quantitative",
        scale: { zero: false },
        axis: { title: null, tickCount: 3 },
      },
    },
  };
  return draw(spec, `Training loss of ${run.objective}, ending at ${number(run.loss)}.`);
}
