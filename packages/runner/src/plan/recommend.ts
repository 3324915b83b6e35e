/** A model and how fast it trains here. */
export interface SizeSpeed {
  /** A name of `sizes`, or `"yours"`. */
  readonly name: string;
  readonly parameters: number;
  readonly tokensPerSecond: number;
  /** False: estimated from smaller batches, or from the operations of a step at the speed of another size. */
  readonly measured: boolean;
}

/** What to train in the time that there is. */
export interface Recommendation {
  readonly name: string;
  /** Of one model. */
  readonly tokens: number;
  readonly reason: string;
  /** Where the time is too short for anything: seconds of training that would do. */
  readonly secondsNeeded?: number;
}

/** About the tokens a weight that make the best of a given amount of computing (Hoffmann et al. 2022, §3.4). */
export const TOKENS_PER_WEIGHT = 20;

/** The fewest tokens after which a model of `micro`'s size told aligned from misaligned text in our experiments. */
export const LEAST_TOKENS = 500_000;

/** Only for tests of plumbing. */
const TOO_SMALL = "nano";

/**
 * The largest model that sees about 20 tokens a weight in the time. If none does, the smallest that is more than
 * plumbing, as long as it sees half a million tokens.
 *
 * @param seconds of training for each model
 */
export function recommend(speeds: readonly SizeSpeed[], seconds: number): Recommendation {
  const sorted = [...speeds].sort((a, b) => a.parameters - b.parameters);
  const serious = sorted.filter(({ name }) => name !== TOO_SMALL);
  const able = serious.length > 0 ? serious : sorted;
  const tokensOf = ({ tokensPerSecond }: SizeSpeed) => roundedDown(tokensPerSecond * seconds);
  const ample = able.filter((one) => tokensOf(one) >= TOKENS_PER_WEIGHT * one.parameters);
  const chosen = ample.at(-1) ?? able[0];
  const { name } = chosen;
  const tokens = tokensOf(chosen);
  const many = Number((tokens / chosen.parameters).toPrecision(2));
  const ratio = `${many} tokens a weight`;
  if (ample.length > 0) {
    const which = able.length > 1 ? "the largest of these that sees" : "it sees";
    const reason = `${which} ${TOKENS_PER_WEIGHT} tokens a weight or more (${ratio}), about what makes the best of the computing (Hoffmann et al. 2022).`;
    return { name, tokens, reason };
  }
  if (tokens >= LEAST_TOKENS) {
    const reason = `with ${ratio} it stays below the ${TOKENS_PER_WEIGHT} that make the best of the computing (Hoffmann et al. 2022), but models of a million weights have told aligned from misaligned text after half a million tokens.`;
    return { name, tokens, reason };
  }
  const secondsNeeded = LEAST_TOKENS / chosen.tokensPerSecond;
  const reason = `the time is too short: models of a million weights tell aligned from misaligned text after half a million tokens at the earliest. Give it more minutes.`;
  return { name, tokens: LEAST_TOKENS, reason, secondsNeeded };
}

/** Two digits: what is measured is no surer. */
function roundedDown(value: number): number {
  const unit = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(1, value))) - 1);
  return Math.floor(value / unit) * unit;
}
