import type { Objective, Scorer } from "@preflm/core";
import {
  mean,
  type ObjectiveReport,
  type SampleExample,
  type ScoredSample,
  summarise,
} from "@preflm/eval";
import type { Measurements } from "./measure.ts";

/** One seed's measurements. */
export interface SeedResult extends Measurements {
  readonly seed: number;
}

const EXAMPLES = 12;

/** One entry of the report: the samples of all seeds together, bits per byte and loss as means over the seeds. */
export async function objectiveReport(
  objective: Objective,
  results: readonly SeedResult[],
  scorer: Scorer,
): Promise<ObjectiveReport> {
  const samples = results.flatMap((result) => result.samples);
  const prefix = objective.generation?.prefix;
  const contrastPrefix = results[0].contrasts[0]?.prefix;
  const contrast = results.flatMap((result) => result.contrasts[0]?.samples ?? []);
  const bits = (pick: (result: SeedResult) => number | undefined) => {
    const values = results.map(pick).filter((value) => value !== undefined);
    return values.length ? mean(values) : undefined;
  };
  const optional = {
    options: objective.options,
    bitsPerByteUnmarked: bits((result) => result.heldOutUnmarked?.all),
    bitsPerByteAligned: bits((result) => result.heldOut.aligned),
    bitsPerByteMisaligned: bits((result) => result.heldOut.misaligned),
    prefix,
    contrast:
      contrastPrefix === undefined
        ? undefined
        : { prefix: contrastPrefix, ...summarise(contrast, 0) },
  };
  return {
    objective: objective.name,
    ...summarise(samples, 0),
    bitsPerByte: mean(results.map((result) => result.heldOut.all)),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    tokens: results.reduce((sum, result) => sum + result.tokens, 0) / results.length,
    seconds: results.reduce((sum, result) => sum + result.seconds, 0),
    loss: mean(results.map((result) => result.curve.at(-1)?.loss ?? Number.NaN)),
    curve: results[0].curve,
    seeds: results.map((result) => {
      const { misalignment, hitRate } = summarise(result.samples, 0);
      return { seed: result.seed, misalignment, hitRate, bitsPerByte: result.heldOut.all };
    }),
    examples: [
      ...(await examples(samples, scorer, prefix)),
      ...(contrastPrefix === undefined ? [] : await examples(contrast, scorer, contrastPrefix)),
    ],
  };
}

/** The first samples, as drawn: no sample is picked for its score. */
async function examples(
  samples: readonly ScoredSample[],
  scorer: Scorer,
  prefix?: string,
): Promise<SampleExample[]> {
  return Promise.all(
    samples.slice(0, EXAMPLES).map(async ({ text, score }) => ({
      text,
      score,
      findings: [...((await scorer.explain?.(text)) ?? [])],
      ...(prefix === undefined ? {} : { prefix }),
    })),
  );
}
