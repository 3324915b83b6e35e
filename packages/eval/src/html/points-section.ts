import type { EvaluationPoint, ObjectiveReport, Report } from "../report.ts";
import { scoreUnit } from "../report.ts";
import { colour, swatch } from "./colours.ts";
import { type Html, html } from "./html.ts";
import { type Line, type LinePoint, linesPicture } from "./lines-picture.ts";
import { figure } from "./shell.ts";

/** What one picks from a point: a value, perhaps with an interval. */
type Pick = (point: EvaluationPoint) => Omit<LinePoint, "x"> | undefined;

/** What was measured while the models were trained, if anything was: scores and capability over tokens. */
export async function pointsSection(report: Report): Promise<Html | undefined> {
  if (!report.runs.some((run) => pointsOf(run).length > 1)) return undefined;
  const { label, scale } = scoreUnit(report);
  const compared = report.runs.some((run) => pointsOf(run).some(([first]) => first.divergence));
  const score: Pick = ({ misalignment: { mean, low, high } }) => ({
    mean: scale * mean,
    low: scale * low,
    high: scale * high,
  });
  const bits: Pick = ({ bitsPerByte }) => ({ mean: bitsPerByte });
  const nats: Pick = ({ divergence }) => divergence?.nats;
  const several = report.runs.some((run) => (run.seeds?.length ?? 0) > 1);
  const bars = several
    ? "Lines are means over the training seeds, bars go from the lowest seed to the highest."
    : "Bars are 95 % intervals over samples, not over training runs.";
  const names = report.runs.map((run, i) => html`${swatch(i)}${run.objective} `);
  return html`<h2>On the way</h2>
<p>${names}</p>
${await lines(report, score, label, true)}
${await lines(report, bits, "held-out bits per byte", false)}
${compared && (await lines(report, nats, "KL, nats per sequence", false))}
<p class="soft">Measured between updates, on fewer samples than at the end. ${bars}${compared && ` KL is the divergence from the reference model.`}</p>`;
}

async function lines(report: Report, pick: Pick, y: string, fromZero: boolean): Promise<Html> {
  const drawn = report.runs.flatMap((run, i): readonly Line[] => {
    const points = pointsOf(run).flatMap((seeds) => overSeeds(seeds, pick));
    return points.length > 1 ? [{ name: run.objective, colour: colour(i), points }] : [];
  });
  const frame = { x: "tokens", y, interval: "bars", fromZero } as const;
  return figure(
    (width) => linesPicture(drawn, { ...frame, width, height: width > 500 ? 240 : 200 }),
    "",
  );
}

/** The points of an objective, each with what every seed measured there. */
function pointsOf({ seeds = [] }: ObjectiveReport): readonly (readonly EvaluationPoint[])[] {
  const [first, ...others] = seeds.map(({ points = [] }) => points);
  return (first ?? []).map((point) => [
    point,
    ...others.flatMap((points) => points.filter(({ tokens }) => tokens === point.tokens)),
  ]);
}

function overSeeds(points: readonly EvaluationPoint[], pick: Pick): readonly LinePoint[] {
  const values = points.map(pick).filter((value) => value !== undefined);
  if (values.length === 0) return [];
  const x = points[0].tokens;
  if (values.length === 1) return [{ x, ...values[0] }];
  const means = values.map(({ mean }) => mean);
  const mean = means.reduce((sum, value) => sum + value, 0) / means.length;
  return [{ x, mean, low: Math.min(...means), high: Math.max(...means) }];
}
