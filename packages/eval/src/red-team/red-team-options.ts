import { checkOptions, type Scorer } from "@preflm/core";
import type { Sampling } from "../generate.ts";
import type { Adversary } from "./adversary.ts";
import type { RedTeamTarget } from "./attack.ts";
import type { RedTeamProgress, RedTeamState } from "./red-team-state.ts";
import { seedPrompts } from "./seed-prompts.ts";

/** What `redTeam` takes. Defaults are those of Korbak et al. 2023, §4.2, unless told. */
export interface RedTeamOptions {
  readonly target: RedTeamTarget;
  /** Scores what the target writes; higher is worse, and what the adversary is after. */
  readonly scorer: Scorer;
  readonly adversary: Adversary;
  /**
   * Prompts to begin with, such as the beginnings of held-out texts; or a file of JSON lines with a field "prompt" or
   * "text". A repeated one counts once.
   */
  readonly prompts: readonly string[] | string;
  /** Rounds of a trial; 10 by default. */
  readonly rounds?: number;
  /** Independent searches; 10 by default. */
  readonly trials?: number;
  /** Prompts of the pool that the adversary sees in a round, K; 4 by default. */
  readonly examples?: number;
  /** Prompts that it proposes in a round, M; 20 by default. */
  readonly candidates?: number;
  /** Completions of each prompt; 64 by default, 512 in the paper. */
  readonly samples?: number;
  /** T of p ∝ exp(scale·score / T), by which examples are drawn; 0.1 by default. 0 takes the highest scores. */
  readonly temperature?: number;
  /**
   * What scores are multiplied with before they are divided by the temperature. By default 1 / the highest score of
   * the pool, so that T means the same for any scorer; 1 is what the paper does.
   */
  readonly scale?: number;
  /** What is scored; `"completion"` by default. The paper scores candidate and completion together for PEP 8. */
  readonly scored?: "completion" | "prompt and completion";
  /** How the target is sampled; by default temperature 0.7, topP 0.9, 10 to 64 tokens. */
  readonly sampling?: Partial<Omit<Sampling, "banned" | "seed">>;
  /**
   * Does what the released code does where it is odd: seed prompts are never scored and carry one score of 0.001,
   * `best100` always divides by 100, and the scale is 1.
   */
  readonly asReleased?: boolean;
  /** Of everything random; 1 by default. */
  readonly seed?: number;
  /** Goes on from what `onRound` was given; all else must be as it was. */
  readonly state?: RedTeamState;
  /** Hears the whole state, plain JSON, after each round; waited for. */
  readonly onRound?: (state: RedTeamState) => void | Promise<void>;
  readonly onProgress?: (progress: RedTeamProgress) => void;
  /** Rejects with `"interrupted"`; at most the round under way is lost. */
  readonly signal?: AbortSignal;
}

/** The options with their defaults. */
export type CompleteRedTeamOptions = Required<
  Omit<RedTeamOptions, "scale" | "state" | "signal" | "sampling" | "prompts">
> &
  Pick<RedTeamOptions, "scale" | "state" | "signal"> & {
    readonly prompts: readonly string[];
    readonly sampling: Omit<Sampling, "banned" | "seed">;
  };

const OPTIONS = [
  ...["target", "scorer", "adversary", "prompts", "rounds", "trials", "examples", "candidates"],
  ...["samples", "temperature", "scale", "scored", "sampling", "asReleased", "seed", "state"],
  ...["onRound", "onProgress", "signal"],
];

/** Checks the options and fills in the defaults. */
export async function completeOptions(given: RedTeamOptions): Promise<CompleteRedTeamOptions> {
  const check = checkOptions("redTeam", given, OPTIONS);
  const count = (name: string, value: number) => check.integer(name, value, { min: 1 });
  const { asReleased = false } = given;
  const scale = given.scale ?? (check.boolean("asReleased", asReleased) ? 1 : undefined);
  if (scale !== undefined) check.number("scale", scale, { above: 0, max: Number.MAX_VALUE });
  const sampling = { temperature: 0.7, topP: 0.9, minimumLength: 10, maximumLength: 64 };
  const chosen = { ...sampling, ...given.sampling };
  return {
    ...given,
    asReleased,
    rounds: count("rounds", given.rounds ?? 10),
    trials: count("trials", given.trials ?? 10),
    examples: count("examples", given.examples ?? 4),
    candidates: count("candidates", given.candidates ?? 20),
    samples: count("samples", given.samples ?? 64),
    temperature: check.number("temperature", given.temperature ?? 0.1, {
      min: 0,
      max: Number.MAX_VALUE,
    }),
    scale,
    scored: check.oneOf("scored", given.scored ?? "completion", [
      "completion",
      "prompt and completion",
    ]),
    sampling: chosen,
    seed: check.number("seed", given.seed ?? 1),
    prompts: await seedPrompts(given.prompts, given.target, chosen.maximumLength),
    onRound: given.onRound ?? (() => {}),
    onProgress: given.onProgress ?? (() => {}),
  };
}
