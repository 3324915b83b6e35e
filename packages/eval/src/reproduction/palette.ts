import { colour, swatch } from "../html/colours.ts";
import { type Html, html } from "../html/html.ts";
import type { Reproduction } from "./reproduction.ts";

/** One colour for each objective on the whole page. */
export interface Palette {
  readonly names: readonly string[];
  readonly colour: (objective: string) => string;
  readonly swatch: (objective: string) => Html;
}

/** The objectives in the order of pretraining, then whatever else was trained. */
export function paletteOf({ experiments }: Reproduction): Palette {
  const { pretraining = [], finetuning = [], redTeam = [], ablations = [] } = experiments;
  const names = [
    ...new Set(
      [...pretraining, ...finetuning, ...redTeam, ...ablations].map(({ objective }) => objective),
    ),
  ];
  const place = (objective: string) => Math.max(0, names.indexOf(objective));
  return {
    names,
    colour: (objective) => colour(place(objective)),
    swatch: (objective) => swatch(place(objective)),
  };
}

/** The colours by name, above pictures of lines. */
export function legend(palette: Palette, names: readonly string[] = palette.names): Html {
  return html`<p class="legend">${names.map((name) => html`<span>${palette.swatch(name)}${name}</span> `)}</p>`;
}
