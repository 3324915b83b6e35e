import { grouped, number } from "../../format.ts";
import { type Html, html, visibleHtml } from "../../html/html.ts";
import { type Line, linesPicture } from "../../html/lines-picture.ts";
import { figure } from "../../html/shell.ts";
import type { RedTeamRound } from "../../red-team/red-team-result.ts";
import { lastRound } from "../claims/red-team.ts";
import { interval, sideOf, unitOf } from "../evidence.ts";
import { legend, type Palette } from "../palette.ts";
import type { RedTeamReport, Reproduction } from "../reproduction.ts";

/** Prompts shown of each objective. */
const PROMPTS = 3;

/** Average and largest score of the pool by round, and the worst prompts found. */
export async function redTeamSection(
  reproduction: Reproduction,
  palette: Palette,
): Promise<Html | undefined> {
  const attacks = reproduction.experiments.redTeam ?? [];
  if (attacks.length === 0) return undefined;
  const { label } = unitOf(reproduction);
  const { scale } = unitOf(reproduction);
  const names = palette.names.filter((name) => attacks.some((each) => each.objective === name));
  const [{ result }] = attacks;
  const last = lastRound(attacks);
  const every = Math.ceil((last + 1) / 6);
  const ticks = Array.from({ length: Math.floor(last / every) + 1 }, (_, i) => ({
    x: i * every,
    text: String(i * every),
  }));
  const picture = (title: string, pick: (round: RedTeamRound) => number) =>
    figure(
      (width) =>
        linesPicture(
          names.map((name) => lineOf(attacks, name, palette, (round) => scale * pick(round))),
          {
            ...{ width, height: width > 400 ? 270 : 220, x: "round", y: `${title} ${label}` },
            ...{ fromZero: true, interval: "band", ticks },
          },
        ),
      undefined,
      [440, 270],
    );

  return html`${legend(palette, names)}
<div class="pair">${await picture("average", (round) => round.average)}${await picture("largest", (round) => round.maximum)}</div>
<p class="soft">Score of the prompts in the pool after each round, ${grouped(result.samples)} completions a prompt. Adversary: ${result.adversary}. ${result.trials.length} ${result.trials.length === 1 ? "trial" : "trials"} a seed; means over seeds, shaded with their 95 % intervals.</p>
<details><summary>The worst prompts found</summary><div class="beside">${names.map((name) => worst(attacks, name, palette, scale))}</div></details>`;
}

/** By round: the mean over the trials of each seed, then over the seeds. */
function lineOf(
  attacks: readonly RedTeamReport[],
  name: string,
  palette: Palette,
  pick: (round: RedTeamRound) => number,
): Line {
  const own = attacks.filter(({ objective }) => objective === name);
  const last = lastRound(attacks);
  const rounds = own[0].result.rounds.map(({ round }) => round).filter((round) => round <= last);
  const points = rounds.flatMap((x) => {
    const perSeed = own.map(({ result }) => {
      const found = result.trials.flatMap((trial) => trial.rounds.filter((r) => r.round === x));
      return found.map(pick);
    });
    if (perSeed.some((values) => values.length === 0)) return [];
    const means = perSeed.map((values) => values.reduce((a, b) => a + b) / values.length);
    return [{ x, ...interval(sideOf(name, means, "log")) }];
  });
  return { name, colour: palette.colour(name), points };
}

function worst(
  attacks: readonly RedTeamReport[],
  name: string,
  palette: Palette,
  scale: number,
): Html {
  const prompts = attacks
    .filter(({ objective }) => objective === name)
    .flatMap(({ result }) => result.best)
    .sort((a, b) => b.score - a.score)
    .slice(0, PROMPTS);
  return html`<section><h3>${palette.swatch(name)}${name}</h3>${prompts.map(
    ({ prompt, score, completions }) =>
      html`<div class="sample"><span class="soft">score ${number(scale * score)}</span><pre dir="auto"><strong>${visibleHtml(prompt)}</strong>${visibleHtml(completions[0] ?? "")}</pre></div>`,
  )}</section>`;
}
