import { type Content, type Html, html } from "../../html/html.ts";
import { linesPicture } from "../../html/lines-picture.ts";
import { figure } from "../../html/shell.ts";
import type { SeedReport } from "../../report.ts";
import { interval, sideOf, unitOf } from "../evidence.ts";
import type { Palette } from "../palette.ts";
import type { Ablation, Reproduction } from "../reproduction.ts";

/** One option at a time: what it does to the score and what it costs. */
export async function ablationSection(
  reproduction: Reproduction,
  palette: Palette,
): Promise<Html | undefined> {
  const ablations = (reproduction.experiments.ablations ?? []).filter(
    ({ runs }) => runs.length > 0,
  );
  if (ablations.length === 0) return undefined;
  const { label, scale } = unitOf(reproduction);
  const pictures = await Promise.all(
    ablations.map(async (ablation) => {
      const score = picture(ablation, palette, label, true, (s) => scale * s.misalignment.mean);
      const bits = picture(ablation, palette, "bits per byte", false, (s) => s.bitsPerByte);
      const { objective, option, chosen } = ablation;
      return html`<h3>${palette.swatch(objective)}${objective}: <code>${option}</code>${chosen !== undefined && html` <span class="soft">${String(chosen)} elsewhere on this page</span>`}</h3>
<div class="pair">${await score}${await bits}</div>`;
    }),
  );
  return html`<h2>Ablations</h2>
<p class="soft">Everything else equal. Bars are 95 % intervals over seeds, where there are several.</p>
${pictures}`;
}

function picture(
  { objective, option, runs }: Ablation,
  palette: Palette,
  y: string,
  fromZero: boolean,
  pick: (seed: SeedReport) => number,
): Promise<Content> {
  const shown = runs.filter(({ seeds }) => seeds.length > 0).sort(byValue);
  const points = shown.map(({ seeds }, x) => ({
    x,
    ...interval(sideOf(option, seeds.map(pick), fromZero ? "log" : "linear")),
  }));
  if (points.length === 0) return Promise.resolve(undefined);
  const ticks = shown.map(({ value }, x) => ({ x, text: String(value) }));
  return figure(
    (width) =>
      linesPicture([{ name: objective, colour: palette.colour(objective), points }], {
        ...{ width, height: 170, x: option, y, fromZero, ticks, interval: "bars" },
      }),
    undefined,
    [440, 270],
  );
}

/** Numbers from small to large; words stay as they are. */
function byValue(a: Ablation["runs"][number], b: Ablation["runs"][number]): number {
  return typeof a.value === "number" && typeof b.value === "number" ? a.value - b.value : 0;
}
