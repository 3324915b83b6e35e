import { PreflmError, type Scorer, show } from "@preflm/core";

/** Throws unless a scorer gave each text a finite score: a mean over anything else would mislead. */
export function checkScores(
  { name }: Pick<Scorer, "name">,
  texts: readonly string[],
  scores: readonly number[],
): void {
  const bad = scores.findIndex((score) => !Number.isFinite(score));
  if (bad < 0 && scores.length === texts.length) return;
  const [what, given] =
    bad < 0
      ? [`${scores.length} scores`, `${texts.length} texts`]
      : [`the score ${scores[bad]}`, show(texts[bad])];
  throw new PreflmError("invalid-input", `The scorer "${name}" gave ${what} for ${given}.`);
}
