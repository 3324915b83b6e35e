import type { Config, TopLevelSpec } from "vega-lite";
import { type Html, html, raw, visible } from "./html.ts";

/** Colours follow the page, so that dark mode and print need no second drawing. */
const THEME: Config = {
  background: "transparent",
  padding: 4,
  font: "system-ui, sans-serif",
  view: { stroke: null },
  axis: {
    labelColor: "currentColor",
    labelFontSize: 11.5,
    labelOpacity: 0.75,
    titleColor: "currentColor",
    titleFontSize: 12,
    titleFontWeight: "normal",
    titleOpacity: 0.75,
    gridColor: "currentColor",
    gridOpacity: 0.1,
    domain: false,
    ticks: false,
    labelPadding: 6,
  },
};

/**
 * A Vega-Lite specification as SVG. Nothing is fetched and no canvas is needed; Vega escapes text, and
 * characters that XML forbids have been spelt out before.
 *
 * @param label says in words what is to be seen, for those who cannot see it
 */
export async function draw(spec: TopLevelSpec, label: string): Promise<Html> {
  const [vega, { compile }] = await Promise.all([import("vega"), import("vega-lite")]);
  const readable: TopLevelSpec = JSON.parse(JSON.stringify(spec), (_, value) =>
    typeof value === "string" ? visible(value) : value,
  );
  const { spec: drawing } = compile(readable, { config: THEME });
  const view = new vega.View(vega.parse(drawing), { renderer: "none" });
  try {
    return html`<div role="img" aria-label="${label}">${raw(await view.toSVG())}</div>`;
  } finally {
    view.finalize();
  }
}
