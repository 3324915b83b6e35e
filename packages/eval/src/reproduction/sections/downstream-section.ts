import type { ChoiceAccuracy } from "../../downstream/choice-result.ts";
import { grouped, percent } from "../../format.ts";
import { type Html, html } from "../../html/html.ts";
import { type Level, levelsPicture } from "../../html/levels-picture.ts";
import { figure } from "../../html/shell.ts";
import { table, withInterval } from "../../html/table.ts";
import { type GradedTask, gradedTasks } from "../claims/downstream.ts";
import { sideOf } from "../evidence.ts";
import type { Palette } from "../palette.ts";
import type { Reproduction } from "../reproduction.ts";
import { levelOf } from "./score-sections.ts";

/** Accuracy on each task, beside chance and a model that was not pretrained. */
export async function downstreamSection(
  { experiments: { downstream } }: Reproduction,
  palette: Palette,
): Promise<Html | undefined> {
  if (downstream === undefined) return undefined;
  const tasks = gradedTasks(downstream);
  const pictures = await Promise.all(tasks.map((task) => taskPicture(task, palette)));
  return html`<div class="pair">${pictures}</div>
${(downstream.choices ?? []).map(({ name, graded }) => {
  const rows = graded.flatMap(({ objective, seed, result }) =>
    result.accuracies.map((each) => choiceRow(objective, seed, each, palette)),
  );
  return html`<details><summary>${name}: every way of asking</summary>${table(["objective", "seed", "behind", "by log-probability", "a byte", "a token"], rows)}</details>`;
})}`;
}

function taskPicture(task: GradedTask, palette: Palette): Promise<Html> {
  const { name, items, chance, untrained, sides } = task;
  const levels: Level[] = [
    ...sides.map((side) => levelOf(side, palette.colour(side.name), 100)),
    ...(untrained.length > 0
      ? [levelOf(sideOf("untrained", untrained, "linear", 1), "currentColor", 100)]
      : []),
  ];
  return figure(
    (width) =>
      levelsPicture(levels, {
        width,
        x: "accuracy, %",
        fromZero: false,
        line: { value: 100 * chance, name: "chance" },
      }),
    html`${name} – accuracy on ${grouped(items)} items, means over seeds with 95 % intervals; chance is ${percent(chance)}.`,
    [460, 300],
  );
}

function choiceRow(objective: string, seed: number, accuracy: ChoiceAccuracy, palette: Palette) {
  const { prefix, total, perByte, perToken } = accuracy;
  return [
    html`${palette.swatch(objective)}${objective}`,
    seed,
    prefix === undefined ? "nothing" : html`<code>${prefix}</code>`,
    ...[total, perByte, perToken].map((value) => withInterval(value, percent)),
  ];
}
