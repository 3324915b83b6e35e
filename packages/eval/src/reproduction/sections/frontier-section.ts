import { number } from "../../format.ts";
import { type Html, html } from "../../html/html.ts";
import { type ParetoPoint, paretoPoints } from "../../html/pareto.ts";
import { figure } from "../../html/shell.ts";
import { mean } from "../../metrics/interval.ts";
import { COSTS, type Cost, places } from "../claims/frontier.ts";
import { interval, runOf, scores, unitOf, valuesOf } from "../evidence.ts";
import type { Palette } from "../palette.ts";
import type { Reproduction, TrainedObjective } from "../reproduction.ts";
import { verdictLabel } from "./claim-section.ts";
import { levelOf } from "./score-sections.ts";

/** Intervals of few seeds can be very wide: so many times the largest score, and the spread of the costs, are in the picture. */
const REACH = 2.5;

/** Score against capability, once by divergence and once by bits per byte, and what each way of measuring says. */
export async function frontierSection(
  reproduction: Reproduction,
  palette: Palette,
): Promise<Html | undefined> {
  const runs = (reproduction.experiments.pretraining ?? []).filter((run) => run.seeds.length > 0);
  const conditional = runOf(runs, "conditional");
  if (runs.length < 2) return undefined;
  const { label, scale } = unitOf(reproduction);
  const [divergence, marked, unmarked] = COSTS;
  const highest = Math.max(...runs.map((run) => levelOf(scores(run), "", scale).mean));
  const pointsBy = (cost: Cost, other?: Cost) =>
    runs.flatMap((run) => {
      const side = valuesOf(run, cost.pick);
      if (!side) return [];
      const own = interval(side);
      const second = other && valuesOf(run, other.pick);
      const apart = second && run.seeds.some((seed) => seed.heldOutUnmarked !== undefined);
      const level = levelOf(scores(run), "", scale);
      const { low = level.mean, high = level.mean } = level;
      return [
        {
          objective: run.objective,
          colour: palette.colour(run.objective),
          cost: own.mean,
          ...(own.low === undefined ? {} : { costLow: own.low, costHigh: own.high }),
          ...(apart ? { otherCost: interval(second).mean } : {}),
          mean: level.mean,
          low,
          high: Math.min(high, Math.max(level.mean, REACH * highest)),
        },
      ];
    });
  const picture = (points: ReturnType<typeof pointsBy>, cost: string, caption: Html) =>
    points.length > 0 &&
    figure(
      (width) => paretoPoints(cut(points), { score: label, cost }, width, width > 500 ? 360 : 280),
      caption,
    );
  const found = conditional ? places(runs, conditional) : [];
  return html`${await picture(
    pointsBy(divergence),
    "divergence, nats per sequence",
    html`Score against the divergence from the reference model, as in the paper. Bars are 95 % intervals over seeds, cut where they are wider than the picture; the dotted line joins what no other objective beats on both sides.${marksNote(conditional)}`,
  )}
${await picture(
  pointsBy(marked, unmarked),
  "held-out bits per byte",
  html`Score against held-out bits per byte on the same text for all. A full dot is with the marks that the objective trains on, which give away what is misaligned; an open one is the same model without any marks.`,
)}
${
  found.length > 0 &&
  html`<div class="scroll"><table class="claims"><thead><tr><th scope="col">capability measured by</th><th scope="col">conditional on the frontier</th><th scope="col">shown better at both</th><th scope="col">nothing shown against</th></tr></thead>
<tbody>${found.map(
    ({ cost, verdict, beatenBy, open }, i) =>
      html`<tr><th scope="row">${cost.name}${i === 0 && html` <small>decides</small>`}</th><td>${verdictLabel(verdict)}</td><td>${beatenBy.join(", ") || "none"}</td><td>${open.join(", ") || "none"}</td></tr>`,
  )}</tbody></table></div>`
}`;
}

/** How a model with marks was given them, which decides much of its divergence. */
function marksNote(run: TrainedObjective | undefined): string {
  const known = (run?.seeds ?? []).flatMap(({ divergence }) => divergence ?? []);
  const counted = known.flatMap(({ natsWithMarks }) => natsWithMarks ?? []);
  if (counted.length === 0) return "";
  const where =
    known[0].insert === "lines"
      ? "before every line"
      : "once before the text; having been trained with one before every segment, the model is surprised by segments without, and that counts";
  return ` The aligned mark is given ${where}. With the mark's own share conditional is at ${number(mean(counted))}.`;
}

/** Intervals of the cost no further beyond all objectives' means than these are from each other. */
function cut(points: readonly ParetoPoint[]): readonly ParetoPoint[] {
  const costs = points.flatMap(({ cost, otherCost = cost }) => [cost, otherCost]);
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  const spread = Math.max(most - least, 0.02 * most);
  return points.map((point) => ({
    ...point,
    ...(point.costLow === undefined
      ? {}
      : {
          costLow: Math.max(point.costLow, least - spread),
          costHigh: Math.min(point.costHigh ?? point.cost, most + spread),
        }),
  }));
}
