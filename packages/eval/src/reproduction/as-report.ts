import { type Interval, mean } from "../metrics/interval.ts";
import type { SampleSummary } from "../metrics/summary.ts";
import type { Divergence, ObjectiveReport, Report, SeedReport } from "../report.ts";
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
    ...known("bitsPerByteUnmarked", unmarked),
    ...known(
      "bitsPerByteAligned",
      average((seed) => seed.heldOut?.aligned),
    ),
    ...known(
      "bitsPerByteMisaligned",
      average((seed) => seed.heldOut?.misaligned),
    ),
    ...divergenceOf(seeds),
    loss: run.curve.at(-1)?.loss ?? Number.NaN,
  };
}

/** Over seeds; of a single one, over its samples. */
function overSeeds(run: TrainedObjective) {
  const { mean: average, low, high } = seedInterval(scores(run));
  if (low === undefined || high === undefined) return run.seeds[0].misalignment;
  return { mean: average, low, high };
}

/** A number by its name, if every seed has it. */
function known(name: string, value: number): Readonly<Record<string, number>> {
  return Number.isNaN(value) ? {} : { [name]: value };
}

/** The mean over the seeds, with the mean of their intervals. */
function divergenceOf(seeds: readonly SeedReport[]): { readonly divergence?: Divergence } {
  const all = seeds.flatMap(({ divergence }) => divergence ?? []);
  if (all.length < seeds.length) return {};
  const average = (pick: (nats: Interval) => number) => mean(all.map(({ nats }) => pick(nats)));
  const nats = {
    mean: average((each) => each.mean),
    low: average((each) => each.low),
    high: average((each) => each.high),
  };
  return { divergence: { reference: all[0].reference, samples: all[0].samples, nats } };
}
