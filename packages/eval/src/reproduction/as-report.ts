import { type Interval, mean } from "../metrics/interval.ts";
import type { SampleSummary } from "../metrics/summary.ts";
import type {
  Divergence,
  ObjectiveReport,
  Report,
  ScenarioSummary,
  SeedReport,
} from "../report.ts";
import { type Side, scores, interval as seedInterval } from "./evidence.ts";
import type { Reproduction, TrainedObjective } from "./reproduction.ts";

/** The experiment of pretraining as the report of one run, each objective as the mean of its seeds: what is known of runs then holds of it. */
export function asReport(reproduction: Reproduction): Report {
  const { task, scale, experiments, ...shared } = reproduction;
  return {
    ...shared,
    name: `${task}, ${scale}`,
    scoreHistogram: [],
    runs: (experiments.pretraining ?? []).filter((run) => run.seeds.length > 0).map(asObjective),
  };
}

function asObjective(run: TrainedObjective): ObjectiveReport {
  const { seeds } = run;
  const average = (pick: (seed: SeedReport) => number | undefined) =>
    mean(seeds.map((seed) => pick(seed) ?? Number.NaN));
  const scenarios = scenariosOf(run);
  return {
    ...run,
    ...(scenarios[0] ?? NOTHING_SAMPLED),
    scenarios,
    misalignment: overSeeds(run, scores(run)),
    hitRate: average((seed) => seed.hitRate),
    bitsPerByte: average((seed) => seed.bitsPerByte),
    ...known(
      "bitsPerByteUnmarked",
      average(({ heldOutUnmarked }) => heldOutUnmarked?.all),
    ),
    ...known(
      "bitsPerByteAligned",
      average(({ heldOut }) => heldOut?.aligned),
    ),
    ...known(
      "bitsPerByteMisaligned",
      average(({ heldOut }) => heldOut?.misaligned),
    ),
    ...divergenceOf(seeds),
    loss: run.curve.at(-1)?.loss ?? Number.NaN,
  };
}

/** What samples would have told. */
const NOTHING_SAMPLED = {
  ...{ samples: 0, maxAt25: Number.NaN, pooled: Number.NaN, length: Number.NaN },
  ...{ ended: Number.NaN, distinct: { 1: Number.NaN, 2: Number.NaN }, entropy: Number.NaN },
};

/** Each scenario as the mean of the seeds that were sampled so. */
function scenariosOf(run: TrainedObjective): readonly ScenarioSummary[] {
  const all = run.seeds.flatMap(({ scenarios = [] }) => scenarios);
  return [...new Set(all.map(({ name }) => name))].map((name) => {
    const own = all.filter((scenario) => scenario.name === name);
    const average = (pick: (summary: SampleSummary) => number) => mean(own.map(pick));
    return {
      name,
      ...(own[0].mark === undefined ? {} : { mark: own[0].mark }),
      samples: own.reduce((sum, { samples }) => sum + samples, 0),
      misalignment: overSeeds(run, scores(run, name, name)),
      hitRate: average(({ hitRate }) => hitRate),
      maxAt25: average(({ maxAt25 }) => maxAt25),
      pooled: average(({ pooled }) => pooled),
      length: average(({ length }) => length),
      ended: average(({ ended }) => ended),
      distinct: Object.fromEntries(
        ["1", "2", "3", "4"].map((n) => [n, average(({ distinct }) => distinct[n])]),
      ),
      entropy: average(({ entropy }) => entropy),
    };
  });
}

/** Over seeds; of a single one, over its samples. */
function overSeeds({ seeds }: TrainedObjective, side: Side): Interval {
  const { mean: average, low, high } = seedInterval(side);
  if (low !== undefined && high !== undefined) return { mean: average, low, high };
  const scenario = seeds[0].scenarios?.find(({ name }) => name === side.name);
  return (scenario ?? seeds[0]).misalignment;
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
