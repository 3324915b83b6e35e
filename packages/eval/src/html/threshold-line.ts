import type { TopLevelSpec } from "vega-lite";

type LayerSpec = Extract<TopLevelSpec, { layer: unknown }>;

/** The layers of a picture that show where a threshold is: a dashed line over the whole height, and its name on the side with more room. */
export function thresholdLine(
  place: number,
  name: string,
  domain: readonly [number, number],
): LayerSpec["layer"] {
  const inRightHalf = place > (domain[0] + domain[1]) / 2;
  const data = { values: [{ line: place }] };
  const x = { field: "line", type: "quantitative" } as const;
  return [
    {
      data,
      mark: { type: "rule", strokeDash: [4, 3], strokeWidth: 1.5, color: "currentColor" },
      encoding: { x },
    },
    {
      data,
      mark: {
        type: "text",
        align: inRightHalf ? "right" : "left",
        baseline: "bottom",
        dx: inRightHalf ? -4 : 4,
        y: -2,
        fontSize: 12,
        color: "currentColor",
      },
      encoding: { x, text: { value: `threshold ${name}` } },
    },
  ];
}
