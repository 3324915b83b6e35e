import { checkOptions, PreflmError, type Scorer, show } from "@preflm/core";
import type { AutoevalsScore } from "./from-autoevals.ts";

/** The options of `toAutoevals`. */
export interface ToAutoevalsOptions {
  /** The score that becomes 0, as does all that is worse: 1 for probabilities, 0.02 for PII spans per character. Above 0. */
  readonly worst: number;
  /** The name that evaluations show. Default: the scorer's. */
  readonly name?: string;
}

/** Any score (0 is best, no upper limit) as a goodness in [0, 1]: 1 − min(score / worst, 1). */
export function goodness(score: number, worst: number): number {
  return 1 - Math.min(score / worst, 1);
}

/**
 * A scorer of preflm as an autoevals scorer: `({ output }) => { name, score, metadata }` with score = `goodness`.
 *
 * The metadata hold the score on preflm's scale and the findings with their texts. Other arguments, such as
 * `expected`, are ignored.
 */
export function toAutoevals(
  scorer: Scorer,
  options: ToAutoevalsOptions,
): (arguments_: { output: string }) => Promise<AutoevalsScore & { score: number }> {
  const check = checkOptions("toAutoevals", options, ["worst", "name"]);
  const worst = check.number("worst", options.worst, { above: 0, max: Number.MAX_VALUE });
  const name = check.string("name", options.name ?? scorer.name);
  return async ({ output }) => {
    if (typeof output !== "string") {
      throw new PreflmError(
        "invalid-input",
        `${name} scores texts, got the output ${show(output)}; make a string of it first.`,
      );
    }
    const [score] = await scorer.score([output]);
    return {
      name,
      score: goodness(score, worst),
      metadata: { score, findings: await findingsOf(scorer, output) },
    };
  };
}

/** What the scorer found, with the text of each finding; empty if it does not explain. */
export async function findingsOf(scorer: Scorer, text: string) {
  const findings = (await scorer.explain?.(text)) ?? [];
  return findings.map(({ start, end, label }) => ({
    label,
    text: text.slice(start, end),
    start,
    end,
  }));
}
