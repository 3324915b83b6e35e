import type { TopLevelSpec } from "vega-lite";

/** Layers of a picture. */
export type PictureLayers = Extract<TopLevelSpec, { layer: unknown }>["layer"];

/** A dashed line through a picture at a value to compare with, and its name at the line's end, left or right of it. */
export function comparisonLine(
  channel: "x" | "y",
  { value, name }: { readonly value: number; readonly name: string },
  align: "left" | "right",
): PictureLayers {
  const data = { values: [{ value }] };
  const place = { [channel]: { field: "value", type: "quantitative" } };
  const text = {
    type: "text",
    align,
    baseline: "bottom",
    fontSize: 11.5,
    color: "currentColor",
    opacity: 0.75,
  } as const;
  return [
    {
      data,
      mark: { type: "rule", strokeDash: [4, 3], color: "currentColor", opacity: 0.6 },
      encoding: place,
    },
    {
      data,
      mark: channel === "x" ? { ...text, y: -3 } : { ...text, x: "width", dy: -3 },
      encoding: { ...place, text: { value: name } },
    },
  ];
}
