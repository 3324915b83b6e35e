import type { TopLevelSpec } from "vega-lite";

type View = Extract<TopLevelSpec, { layer: unknown }>;

interface Point {
  readonly x: number;
  readonly y: number;
}

/** One curve in the unit square. */
export interface Panel {
  /** Titles of the axes. */
  readonly x: string;
  readonly y: string;
  readonly points: readonly Point[];
  readonly interpolate: "step-before" | "linear";
  /** The line of a scorer that knows nothing. */
  readonly chance: readonly Point[];
  readonly dot: Point & { readonly note: string };
}

const COLOUR = "var(--series-2)";

/** A curve with the area below it, the line of chance and a dot with its note. */
export function panel(
  { x, y, points, interpolate, chance, dot }: Panel,
  size: { readonly width: number; readonly height: number },
): View {
  const position = (field: "x" | "y", title: string | null = null) => ({
    field,
    type: "quantitative" as const,
    scale: { domain: [0, 1], nice: false },
    axis: { title, values: [0, 0.2, 0.4, 0.6, 0.8, 1] },
  });
  const place = { x: position("x", x), y: { ...position("y"), stack: null } };
  // In the order of the list: several points may share their x.
  const inOrder = { ...place, order: { value: 0 } };
  const leftOfDot = dot.x > 0.5;
  return {
    ...size,
    layer: [
      {
        data: { values: [...points] },
        mark: { type: "area", interpolate, color: COLOUR, opacity: 0.12 },
        encoding: inOrder,
      },
      {
        data: { values: [...points] },
        mark: { type: "line", interpolate, color: COLOUR, strokeWidth: 2 },
        encoding: inOrder,
      },
      {
        data: { values: [...chance] },
        mark: { type: "line", color: "currentColor", opacity: 0.5, strokeDash: [4, 3] },
        encoding: place,
      },
      {
        data: { values: [dot] },
        mark: { type: "point", filled: true, size: 80, opacity: 1, color: "var(--bad)" },
        encoding: place,
      },
      {
        data: { values: [dot] },
        mark: {
          type: "text",
          align: leftOfDot ? "right" : "left",
          baseline: "top",
          dx: leftOfDot ? -8 : 8,
          dy: 6,
          fontSize: 12,
          fontWeight: 600,
          color: "currentColor",
        },
        encoding: { ...place, text: { field: "note" } },
      },
      {
        data: { values: [{}] },
        mark: {
          type: "text",
          align: "left",
          baseline: "bottom",
          x: -26,
          y: -10,
          fontSize: 12,
          opacity: 0.75,
          color: "currentColor",
        },
        encoding: { text: { value: y } },
      },
    ],
  };
}
