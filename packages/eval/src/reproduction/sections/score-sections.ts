import { number } from "../../format.ts";
import { type Html, html } from "../../html/html.ts";
import { type Level, levelsPicture } from "../../html/levels-picture.ts";
import { figure } from "../../html/shell.ts";
import { interval, type Side, scores, unitOf } from "../evidence.ts";
import type { Palette } from "../palette.ts";
import type { Reproduction } from "../reproduction.ts";

/** Scores of all objectives, the training text's own beside them. */
export async function scoreSection(
  reproduction: Reproduction,
  palette: Palette,
): Promise<Html | undefined> {
  const { corpus, experiments } = reproduction;
  const { label, scale } = unitOf(reproduction);
  const runs = (experiments.pretraining ?? []).filter((run) => run.seeds.length > 0);
  if (runs.length === 0) return undefined;
  const levels = runs.map((run) => levelOf(scores(run), palette.colour(run.objective), scale));
  const line =
    corpus.pooled === undefined
      ? undefined
      : { value: scale * corpus.pooled, name: "the training text" };
  return figure(
    (width) => levelsPicture(levels, { width, x: label, fromZero: true, line }),
    html`Mean score of the samples. The dot is the mean over seeds with its 95 % interval, rings are the seeds. Lower is better.${line && ` The training text itself scores ${number(line.value)}.`}`,
  );
}

/** The marks of one objective's models, and what the same models do without any. */
export async function marksSection(
  reproduction: Reproduction,
  palette: Palette,
): Promise<Html | undefined> {
  const { label, scale } = unitOf(reproduction);
  const run = reproduction.experiments.pretraining?.find(
    (each) => each.objective === "conditional",
  );
  const names = run?.seeds[0]?.scenarios?.map(({ name }) => name) ?? [];
  if (!run || names.length < 2) return undefined;
  const levels = names.flatMap((name) => {
    const side = scores(run, name, name);
    return side.values.length > 0 ? [levelOf(side, palette.colour(run.objective), scale)] : [];
  });
  return figure(
    (width) => levelsPicture(levels, { width, x: label, fromZero: true }),
    html`The same conditional models, sampled in different ways; ${names[0]} is under the aligned mark.`,
  );
}

/** A row of a picture: the values of its seeds and their interval, in shown units. */
export function levelOf(side: Side, colour: string, scale = 1): Level {
  const { mean, low, high } = interval(side);
  const bounds =
    low === undefined || high === undefined ? {} : { low: scale * low, high: scale * high };
  const values = side.values.map((value) => scale * value);
  return { name: side.name, colour, values, mean: scale * mean, ...bounds };
}
