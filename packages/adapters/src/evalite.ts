import type { Scorer } from "@preflm/core";
import { type ToAutoevalsOptions, toAutoevals } from "./to-autoevals.ts";

/** The options of `toEvalite`. */
export interface ToEvaliteOptions extends ToAutoevalsOptions {
  /** What evalite shows beside the name. Default: the scorer's unit, with the score that becomes 0. */
  readonly description?: string;
}

/** A scorer of preflm for evalite's `scorers` and its `createScorer`: score = `goodness`, in [0, 1]. */
export function toEvalite(scorer: Scorer, options: ToEvaliteOptions) {
  const { description, ...others } = options;
  const score = toAutoevals(scorer, others);
  const { label, scale } = scorer.unit ?? { label: "score", scale: 1 };
  return {
    name: others.name ?? scorer.name,
    description: description ?? `${label}: 0 is best; ${scale * options.worst} or more gives 0 %`,
    scorer: async ({ output }: { output: string }) => {
      const { score: good, metadata } = await score({ output });
      return { score: good, metadata };
    },
  };
}
