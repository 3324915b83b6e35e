import type { Objective, Scorer } from "@preflm/core";
import {
  acrossSeeds,
  type CompleteScenario,
  type Divergence,
  hitRate,
  mean,
  type ObjectiveReport,
  type SampleExample,
  type ScenarioReport,
  type ScenarioSummary,
  type SeedReport,
  summarise,
} from "@preflm/eval";
import type { Measurements } from "./measure.ts";
import { planScenarios } from "./scenarios.ts";
import type { Settings } from "./settings.ts";

/** One seed's measurements. */
export interface SeedResult extends Measurements {
  readonly seed: number;
}

type Sampled = Pick<Measurements["scenarios"][number], "name" | "mark" | "samples">;

const EXAMPLES = 12;

/**
 * One entry of the report: the samples of all seeds together, intervals of the score over the seeds where there are
 * several, bits per byte and loss as means over the seeds.
 */
export async function objectiveReport(
  objective: Objective,
  results: readonly SeedResult[],
  scorer: Scorer,
  settings: Settings,
): Promise<ObjectiveReport> {
  const { scenarios } = planScenarios(settings, objective);
  const thresholds = scenarios.map(({ hitThreshold = 0 }) => hitThreshold);
  const pooled = results[0].scenarios.map((scenario, i): Sampled => {
    return { ...scenario, samples: results.flatMap((result) => result.scenarios[i].samples) };
  });
  const summaries = pooled.map((scenario, i) => {
    const scores = results.map((result) => result.scenarios[i].samples.map(({ score }) => score));
    return { ...summary(scenario, thresholds[i]), misalignment: acrossSeeds(scores) };
  });
  const { name: _, mark: __, ...first } = summaries[0];
  const prefix = objective.generation?.prefix;
  const bits = (pick: (result: SeedResult) => number | undefined) => {
    const values = results.map(pick).filter((value) => value !== undefined);
    return values.length ? mean(values) : undefined;
  };
  const { skipped } = results[0];
  const optional = {
    options: objective.options,
    bitsPerByteUnmarked: bits((result) => result.heldOutUnmarked?.all),
    bitsPerByteAligned: bits((result) => result.heldOut.aligned),
    bitsPerByteMisaligned: bits((result) => result.heldOut.misaligned),
    divergence: meanDivergence(results),
    prefix,
    contrast: contrastOf(scenarios, summaries),
    skipped: skipped.length > 0 ? skipped : undefined,
  };
  const examples = await Promise.all(pooled.map((scenario) => examplesOf(scenario, scorer)));
  return {
    objective: objective.name,
    ...first,
    bitsPerByte: mean(results.map((result) => result.heldOut.all)),
    ...Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)),
    tokens: results.reduce((sum, result) => sum + result.tokens, 0) / results.length,
    seconds: results.reduce((sum, result) => sum + result.seconds, 0),
    loss: mean(results.map((result) => result.curve.at(-1)?.loss ?? Number.NaN)),
    curve: results[0].curve,
    seeds: results.map((result) => seedReport(result, thresholds, settings)),
    scenarios: summaries,
    examples: examples.flat(),
  };
}

/** Every seed is compared on the same texts; their intervals, over texts, are averaged. */
function meanDivergence(results: readonly SeedResult[]): Divergence | undefined {
  const all = results.flatMap(({ divergence }) => divergence ?? []);
  // None, or of some seeds only: the reference was left out when the run was resumed.
  if (all.length < results.length) return undefined;
  const over = (end: "mean" | "low" | "high") => mean(all.map(({ nats }) => nats[end]));
  const marks = all.flatMap(({ natsWithMarks }) => natsWithMarks ?? []);
  return {
    ...all[0],
    nats: { mean: over("mean"), low: over("low"), high: over("high") },
    ...(marks.length > 0 ? { natsWithMarks: mean(marks) } : {}),
  };
}

/** One seed of the report. */
function seedReport(
  result: SeedResult,
  thresholds: readonly number[],
  { evaluation }: Settings,
): SeedReport {
  const { seed, tokens, heldOut, heldOutUnmarked, divergence, points } = result;
  const scenarios = result.scenarios.map((scenario, i): ScenarioReport => {
    const scores = scenario.samples.map(({ score }) => Number(score.toPrecision(6)));
    const samplesPerSecond = Number(scenario.samplesPerSecond.toPrecision(6));
    return { ...summary(scenario, thresholds[i]), scores, samplesPerSecond };
  });
  const [{ misalignment, hitRate }] = scenarios;
  const measured = {
    misalignment,
    bitsPerByte: heldOut.all,
    ...(heldOutUnmarked ? { bitsPerByteUnmarked: heldOutUnmarked.all } : {}),
    ...(divergence ? { divergence } : {}),
  };
  return {
    seed,
    misalignment,
    hitRate,
    bitsPerByte: heldOut.all,
    heldOut,
    ...(heldOutUnmarked ? { heldOutUnmarked } : {}),
    ...(divergence ? { divergence } : {}),
    scenarios,
    ...(evaluation.at.length > 0 ? { points: [...points, { tokens, ...measured }] } : {}),
  };
}

function summary({ name, mark, samples }: Sampled, threshold: number): ScenarioSummary {
  const scores = samples.map(({ score }) => score);
  return {
    name,
    ...(mark === undefined ? {} : { mark }),
    ...summarise(samples, 0),
    hitRate: hitRate(scores, threshold),
  };
}

/** The scenario that differs from the first by its mark alone: what marks do within one model. */
function contrastOf(
  [first, ...others]: readonly CompleteScenario[],
  summaries: readonly ScenarioSummary[],
): ObjectiveReport["contrast"] {
  const beside = ({ name: _, mark: __, ...rest }: CompleteScenario) => JSON.stringify(rest);
  const index = others.findIndex(
    (other, i) => summaries[i + 1].mark !== undefined && beside(other) === beside(first),
  );
  const { name: _, mark: prefix, ...rest } = summaries[index + 1];
  return index < 0 || prefix === undefined ? undefined : { prefix, ...rest };
}

/** The first samples, as drawn: no sample is picked for its score. */
async function examplesOf(
  { name, mark, samples }: Sampled,
  scorer: Scorer,
): Promise<SampleExample[]> {
  return Promise.all(
    samples.slice(0, EXAMPLES).map(async ({ text, score, prompt }) => ({
      text,
      score,
      findings: [...((await scorer.explain?.(text)) ?? [])],
      scenario: name,
      ...(mark === undefined ? {} : { prefix: mark }),
      ...(prompt === undefined ? {} : { prompt }),
    })),
  );
}
