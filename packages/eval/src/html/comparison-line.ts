import type { TopLevelSpec } from "vega-lite";

/** Layers of a picture. */
export type PictureLayers = Extract<TopLevelSpec, { layer: unknown }>["layer"];

/** A dashed line down a picture at a value to compare with, and its name above, left or right of it. */
export function comparisonLine(
  { value, name }: { readonly value: number; readonly name: string },
  align: "left" | "right",
): PictureLayers {
  const data = { values: [{ value }] };
  const x = { field: "value", type: "quantitative" } as const;
  return [
    {
      data,
      mark: { type: "rule", strokeDash: [4, 3], color: "currentColor", opacity: 0.6 },
      encoding: { x },
    },
    {
      data,
      mark: {
        type: "text",
        align,
        baseline: "bottom",
        y: -3,
        fontSize: 11.5,
        color: "currentColor",
        opacity: 0.75,
      },
      encoding: { x, text: { value: name } },
    },
  ];
}
