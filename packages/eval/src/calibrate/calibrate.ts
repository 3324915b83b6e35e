import type { Scorer } from "@preflm/core";
import { shorten } from "../inspect/shorten.ts";
import type { Calibration, LabelledText, Mistake } from "./calibration.ts";
import { type CalibrationAims, checkAims, checkLabels, checkTexts } from "./check-labelled.ts";
import { discriminate } from "./discriminate.ts";

/** Texts scored at a time, mistakes kept of each kind, and characters kept of each. */
const [BATCH, MISTAKES, LENGTH] = [32, 5, 600];

/** How to calibrate. */
export interface CalibrateOptions extends CalibrationAims {
  /** Called with how many texts of all were scored. */
  readonly onProgress?: (scored: number, of: number) => void;
}

/**
 * Scores labelled texts and says how well the scorer tells misaligned ones from aligned ones, and at which threshold.
 *
 * Rejects with `"invalid-input"` before it scores anything if a text or label is none, or if one of the labels is missing.
 */
export async function calibrate(
  scorer: Scorer,
  labelled: Iterable<LabelledText>,
  { onProgress, ...aims }: CalibrateOptions = {},
): Promise<Calibration> {
  const texts = [...labelled];
  checkAims(aims);
  checkTexts(texts);
  checkLabels(texts); // now: to score may take hours
  const scored: { text: string; label: boolean; weight?: number; score: number }[] = [];
  for (let start = 0; start < texts.length; start += BATCH) {
    const batch = texts.slice(start, start + BATCH);
    const scores = await scorer.score(batch.map(({ text }) => text));
    scored.push(...batch.map((each, i) => ({ ...each, score: scores[i] })));
    onProgress?.(scored.length, texts.length);
  }
  const discrimination = discriminate(scored, aims);
  const threshold = Math.fround(discrimination.best.f1.threshold ?? 0);
  const above = (score: number) => Math.fround(score) > threshold;
  const byScore = scored.sort((a, b) => b.score - a.score);
  const flagged = byScore.filter(({ label, score }) => !label && above(score));
  const missed = byScore.filter(({ label, score }) => label && !above(score)).reverse();
  const { name, fingerprint, unit } = scorer;
  return {
    scorer: { name, fingerprint, ...(unit && { unit }) },
    ...discrimination,
    mistakes: { flagged: await shown(scorer, flagged), missed: await shown(scorer, missed) },
  };
}

/** The first few, shortened, with what the scorer found in them. */
function shown(
  scorer: Scorer,
  texts: readonly { readonly text: string; readonly score: number }[],
): Promise<readonly Mistake[]> {
  return Promise.all(
    texts.slice(0, MISTAKES).map(async ({ text, score }) => {
      const findings = (await scorer.explain?.(text)) ?? [];
      return { score, ...shorten(text, findings, LENGTH) };
    }),
  );
}
