import { grouped, textColumns } from "../choose/text-columns.ts";
import { count, duration } from "../progress-text.ts";
import { secondsInAll, type TrainingPlan } from "./plan.ts";
import { type SizeSpeed, TOKENS_PER_WEIGHT } from "./recommend.ts";
import { charactersPerToken } from "./run-costs.ts";

/** A plan for people: where the time goes, what each size makes of it, and what to train. */
export function planText(plan: TrainingPlan, vocabulary: number): string {
  const { minutes, backend, device, models, trainingSeconds, costs, recommendation } = plan;
  const { name, tokens, reason, secondsNeeded } = recommendation;
  const each = models === 1 ? "" : ` for each of ${models} models`;
  const needed = secondsNeeded && secondsInAll(secondsNeeded, costs, models);
  const what = needed
    ? `${name} with ${grouped(tokens)} tokens${each}, which takes ${long(needed)}`
    : `${name} with ${grouped(tokens)} tokens${each}`;
  return [
    `${minutes} minutes on ${backend} (${device.device}; ${device.detail}): ${long(trainingSeconds)} of training${each}`,
    describeCosts(plan),
    "",
    table(plan.speeds, trainingSeconds),
    "",
    `Recommended: ${what}`,
    `  ${reason}`,
    `  ${reading(plan, vocabulary)}`,
    "",
    "In the configuration:",
    JSON.stringify(plan.config, null, 2),
  ].join("\n");
}

const HEAD = ["model", "weights", "tokens/s", "tokens in time", "a weight", "1 M tokens take"];

function table(speeds: readonly SizeSpeed[], seconds: number): string {
  const rows = speeds.map(({ name, parameters, tokensPerSecond, measured }) => [
    name,
    count(parameters),
    `${measured ? "" : "~"}${grouped(tokensPerSecond)}`,
    count(tokensPerSecond * seconds),
    grouped((tokensPerSecond * seconds) / parameters),
    long(1e6 / tokensPerSecond),
    long((TOKENS_PER_WEIGHT * parameters) / tokensPerSecond),
  ]);
  const head = [...HEAD, `${TOKENS_PER_WEIGHT} a weight take`];
  const estimated = speeds.some(({ measured }) => !measured);
  const note =
    "~ estimated: from smaller batches, or from a step's operations at the speed of the row above";
  return [textColumns([head, ...rows], [0]), ...(estimated ? [note] : [])].join("\n");
}

function describeCosts({ costs, models }: TrainingPlan): string {
  if ("share" in costs)
    return `${100 * costs.share} % of the time is left for scoring, sampling and the report`;
  const { scoring, sampling, heldOut } = costs;
  const parts = [
    scoring === undefined ? "scoring is not counted" : `scoring ${long(scoring)} (once, then kept)`,
    `sampling ${long(sampling)} and held-out text ${long(heldOut)}${models > 1 ? " a model" : ""}`,
  ];
  return `beside it: ${parts.join(", ")}; tokenising and packing are not counted`;
}

/** How often the corpus is read, where its size is known, or how much text it takes to read all once. */
function reading({ costs, recommendation }: TrainingPlan, vocabulary: number): string {
  const characters = "share" in costs ? undefined : costs.characters;
  if (characters === undefined) {
    const text = recommendation.tokens * charactersPerToken(vocabulary);
    return `Read once, that is about ${count(text)} characters of text.`;
  }
  const corpus = characters / charactersPerToken(vocabulary);
  const epochs = recommendation.tokens / corpus;
  const advice =
    epochs > 4
      ? "; more than four times gains little (Muennighoff et al. 2023): find more text"
      : "";
  return `The corpus has about ${count(corpus)} tokens: it is read ${Number(epochs.toPrecision(2))} times${advice}.`;
}

/** As `duration`, and days where hours say little. */
function long(seconds: number): string {
  const days = seconds / 86_400;
  return days < 3 ? duration(seconds) : `${grouped(days)} days`;
}
