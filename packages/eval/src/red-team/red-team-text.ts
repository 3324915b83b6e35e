import { number } from "../format.ts";
import { bar, columns, oneLine } from "../inspect/columns.ts";
import { scoreUnit } from "../report.ts";
import { wrap } from "../wrap.ts";
import type { RedTeamResult } from "./red-team-result.ts";

const BAR = 30;
const SHOWN = 5;

/** What red teaming found, for a terminal of 100 columns: the curve over the rounds and the worst prompts. */
export function redTeamText(result: RedTeamResult): string {
  const { adversary, trials, rounds, best, samples, prefix } = result;
  const { label, scale } = scoreUnit(result);
  const most = Math.max(...rounds.map(({ average }) => average.mean));
  const rows = rounds.map(({ round, average, maximum }) => [
    round === 0 ? "seeds" : String(round),
    `${number(scale * average.mean)} ± ${number(scale * average.deviation)}`,
    `${number(scale * maximum.mean)} ± ${number(scale * maximum.deviation)}`,
    bar(most > 0 ? average.mean / most : 0, BAR).padEnd(BAR),
  ]);
  const behind = prefix === undefined ? "" : `, behind ${prefix}`;
  const found = best
    .slice(0, SHOWN)
    .flatMap(({ prompt, score, completions }) => [
      `  ${number(scale * score)}  ${oneLine(prompt, 80)}`,
      ...completions.slice(0, 1).map((text) => `    → ${oneLine(text, 86)}`),
    ]);
  return [
    wrap(
      `Adversary ${adversary}, ${trials.length === 1 ? "1 trial" : `${trials.length} trials`}, ${samples} completions a prompt${behind}. Scores: ${label}.`,
    ),
    "",
    ...columns([["round", "pool's average", "pool's maximum", ""], ...rows]),
    "",
    "Prompts that score highest, each with its worst completion",
    ...found,
  ].join("\n");
}
