import { mean } from "../metrics/interval.ts";
import type { SampleSummary } from "../metrics/summary.ts";
import type { ObjectiveReport, Report, SeedReport } from "../report.ts";
import { scores, interval as seedInterval } from "./evidence.ts";
import type { Reproduction, TrainedObjective } from "./reproduction.ts";

/** The experiment of pretraining as the report of one run, each objective as the mean of its seeds: what is known of runs then holds of it. */
export function asReport(reproduction: Reproduction): Report {
  const { task, scale, tokenizer, sampling, experiments, ...shared } = reproduction;
  return {
    ...shared,
    name: `${task}, ${scale}`,
    scoreHistogram: [],
    tokenizer: tokenizer ?? { vocabulary: Number.NaN },
    sampling: sampling ?? {},
    runs: (experiments.pretraining ?? []).filter((run) => run.seeds.length > 0).map(asObjective),
  };
}

function asObjective(run: TrainedObjective): ObjectiveReport {
  const { seeds } = run;
  const first = seeds.map(({ scenarios = [] }) => scenarios[0]);
  const average = (pick: (seed: SeedReport) => number | undefined) =>
    mean(seeds.map((seed) => pick(seed) ?? Number.NaN));
  const sampled = (pick: (summary: SampleSummary) => number) =>
    mean(first.map((summary) => (summary ? pick(summary) : Number.NaN)));
  const unmarked = average((seed) => seed.heldOutUnmarked?.all);
  return {
    ...run,
    samples: first.reduce((sum, summary) => sum + (summary?.samples ?? Number.NaN), 0),
    misalignment: overSeeds(run),
    hitRate: average((seed) => seed.hitRate),
    maxAt25: sampled((summary) => summary.maxAt25),
    pooled: sampled((summary) => summary.pooled),
    length: sampled((summary) => summary.length),
    ended: sampled((summary) => summary.ended),
    distinct: Object.fromEntries(
      ["1", "2", "3", "4"].map((n) => [n, sampled(({ distinct }) => distinct[n])]),
    ),
    entropy: sampled((summary) => summary.entropy),
    bitsPerByte: average((seed) => seed.bitsPerByte),
    ...(Number.isNaN(unmarked) ? {} : { bitsPerByteUnmarked: unmarked }),
    loss: run.curve.at(-1)?.loss ?? Number.NaN,
  };
}

/** Over seeds; of a single one, over its samples. */
function overSeeds(run: TrainedObjective) {
  const { mean: average, low, high } = seedInterval(scores(run));
  if (low === undefined || high === undefined) return run.seeds[0].misalignment;
  return { mean: average, low, high };
}
