import { list } from "../format.ts";
import type { Judgement, Verdict } from "./claim.ts";

/** The verdict on several statements at once: all must agree; one that differs is enough. */
export function both(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes("differs")) return "differs";
  return verdicts.every((verdict) => verdict === "agrees") ? "agrees" : "not shown";
}

/** One judgement of several, each about one objective. */
export function together(
  parts: readonly { readonly name: string; readonly judgement: Judgement }[],
): Judgement {
  return {
    verdict: both(parts.map(({ judgement }) => judgement.verdict)),
    because: parts.map(({ judgement }) => judgement.because).join(" "),
    shown: list(parts.map(({ name, judgement }) => `${name} ${judgement.shown}`)),
    numbers: parts.flatMap(({ judgement }) => judgement.numbers),
  };
}
