import type { Scorer } from "@preflm/core";
import { registerLaws } from "./law.ts";
import { scorerLaws } from "./scorer/laws.ts";
import { type ScorerSubject, usualTexts } from "./scorer/subject.ts";

/** What to try a scorer on. */
export interface ScorerTestOptions {
  /** Texts to try beside the kit's own: some that the scorer likes, some that it does not. */
  readonly texts?: readonly string[];
  /** The scorer with other options; where scores differ, fingerprints must. */
  readonly variants?: readonly Scorer[];
  /** Milliseconds that any text of 1 MB may take; 5,000 by default. */
  readonly timeLimit?: number;
}

/**
 * Registers the laws of a scorer as vitest tests, in a `describe` block of their own. A factory is better
 * than an object: it is called twice, to see that the fingerprint depends on the options alone.
 */
export function testScorer(
  scorer: Scorer | (() => Scorer | Promise<Scorer>),
  options: ScorerTestOptions = {},
): void {
  const title = typeof scorer === "function" ? "scorer" : `scorer ${scorer.name}`;
  const create = async () => (typeof scorer === "function" ? scorer() : scorer);
  registerLaws(title, scorerLaws, async () =>
    scorerSubject(await create(), await create(), options),
  );
}

/** The subject of the laws. */
export function scorerSubject(
  scorer: Scorer,
  again: Scorer,
  { texts = [], variants = [], timeLimit = 5_000 }: ScorerTestOptions = {},
): ScorerSubject {
  return { scorer, again, variants, texts: [...usualTexts, ...texts], timeLimit };
}
