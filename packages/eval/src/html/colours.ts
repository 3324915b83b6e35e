import { type Html, html } from "./html.ts";

/** Colours of objectives on light and on dark paper: grey for the first, then hues that colour-blind readers can tell apart. */
const SERIES: readonly (readonly [light: string, dark: string])[] = [
  ["#57606a", "#aab2bd"],
  ["#9a6700", "#e3b341"],
  ["#0b66c3", "#6cb2ff"],
  ["#c2410c", "#ff9b6a"],
  ["#0f7b5f", "#4fd1a5"],
  ["#a1337f", "#f08bd0"],
  ["#6741c4", "#b49cff"],
  ["#0e7490", "#5ccfe6"],
];

/** The colour of the i-th objective, as the page's style defines it. */
export function colour(i: number): string {
  return `var(--series-${i % SERIES.length})`;
}

/** The custom properties behind `colour`. */
export function colourProperties(paper: "light" | "dark"): string {
  return SERIES.map((pair, i) => `--series-${i}:${pair[paper === "light" ? 0 : 1]}`).join(";");
}

/** A dot in the objective's colour. */
export function swatch(i: number): Html {
  return html`<svg class="dot" viewBox="0 0 10 10" aria-hidden="true"><circle cx="5" cy="5" r="5" fill="${colour(i)}"/></svg>`;
}
