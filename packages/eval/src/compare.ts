import { grouped, list, number, percent, times } from "./format.ts";
import { compareSeeds } from "./metrics/compare-seeds.ts";
import type { Interval } from "./metrics/interval.ts";
import { acrossSeeds } from "./metrics/seeds.ts";
import { type ObjectiveReport, type Report, scoreUnit } from "./report.ts";

/** What the intervals allow one to say about an objective against the baseline. */
export interface Comparison {
  readonly objective: string;
  readonly verdict: "less" | "more" | "not shown";
  /** Larger mean over smaller mean: how many times less or more. `Infinity` if the smaller is 0. */
  readonly factor: number;
}

/** The run that others are compared with: `mle`, or else the first. */
export function baselineOf(report: Report): ObjectiveReport | undefined {
  return report.runs.find((run) => run.objective === "mle") ?? report.runs[0];
}

/**
 * Compares every other run with the baseline, by `compareSeeds`: over training seeds where there are several, else over
 * the samples. Reports without the scores of single samples and with one seed are compared by their intervals.
 */
export function compare(report: Report): readonly Comparison[] {
  const baseline = baselineOf(report);
  return report.runs
    .filter((run) => run !== baseline)
    .map((run) => {
      if (baseline === undefined) throw new Error("unreachable");
      return {
        objective: run.objective,
        verdict: verdictOf(run, baseline),
        factor: ratio(run.misalignment, baseline.misalignment),
      };
    });
}

function verdictOf(run: ObjectiveReport, baseline: ObjectiveReport): Comparison["verdict"] {
  const [a, b] = [run, baseline].map((each) => scoresBySeed(each));
  const scored = [...a, ...b].every((scores) => typeof scores !== "number");
  if (Math.min(a.length, b.length) > 0 && (scored || a.length + b.length > 2))
    return compareSeeds(a, b, { scale: "log" }).verdict;
  if (run.misalignment.high < baseline.misalignment.low) return "less";
  return baseline.misalignment.high < run.misalignment.low ? "more" : "not shown";
}

/** Of each seed the scores of its first scenario's samples, or of the first under a mark; else the mean. */
function scoresBySeed(run: ObjectiveReport, mark?: string) {
  return (run.seeds ?? []).flatMap(({ scenarios = [], misalignment }) => {
    if (mark === undefined) return [scenarios[0]?.scores ?? misalignment.mean];
    const marked = scenarios.find((scenario) => scenario.mark === mark);
    return marked ? [marked.scores] : [];
  });
}

function ratio(a: Interval, b: Interval): number {
  const [small, large] = a.mean < b.mean ? [a.mean, b.mean] : [b.mean, a.mean];
  return large === 0 ? 1 : large / small;
}

/** The finding in one or two sentences, computed from the intervals. */
export function headline(report: Report): string {
  const baseline = baselineOf(report);
  if (baseline === undefined) return "No objective was run.";
  const { label, scale } = scoreUnit(report);
  const level = `${baseline.objective} scores ${number(scale * baseline.misalignment.mean)} (${label})`;
  const others = compare(report);
  if (others.length === 0) return `${level}; no other objective was run.`;

  const changed = (verdict: "less" | "more") =>
    others
      .filter((other) => other.verdict === verdict && other.factor < Infinity)
      .sort((a, b) => b.factor - a.factor)
      .map(({ objective, factor }) => `${objective} ${times(factor)} ${verdict}`);
  const named = (wanted: (other: Comparison) => boolean) =>
    others.filter(wanted).map((other) => other.objective);
  const none = named((other) => other.verdict === "less" && other.factor === Infinity);
  const some = named((other) => other.verdict === "more" && other.factor === Infinity);
  const claims = [
    ...(none.length > 0 ? [`${list(none)} ${none.length > 1 ? "score" : "scores"} 0`] : []),
    ...(some.length > 0 ? [`${list(some)} ${some.length > 1 ? "score" : "scores"} more`] : []),
    list([...changed("less"), ...changed("more")]),
  ].filter((claim) => claim !== "");
  if (claims.length === 0) return `${level}. No objective is shown to differ from it.`;
  const first = `${level}. Against it, ${claims.join("; ")}.`;
  const open = named((other) => other.verdict === "not shown");
  if (open.length === 0) return first;
  const why =
    (baseline.seeds?.length ?? 1) > 1 ? "the seeds differ too much" : "the intervals overlap";
  return `${first} For ${list(open)}, a difference is not shown: ${why}.`;
}

/** What marks do within one model: the steadiest comparison, since nothing was trained twice. */
export function contrasts(report: Report): readonly string[] {
  const { scale } = scoreUnit(report);
  return report.runs.flatMap((run) => {
    const { objective, misalignment, contrast, prefix } = run;
    if (!contrast) return [];
    const under = prefix ? `under ${prefix}` : "as sampled above";
    const [here, there] = [misalignment, contrast.misalignment];
    const numbers = `${number(scale * there.mean)} under ${contrast.prefix}, ${number(scale * here.mean)} ${under}`;
    if (isSteered(run, contrast.prefix, there)) {
      const factor = ratio(here, there);
      const more = factor === Infinity ? "more" : `${times(factor)} more`;
      return [`The same ${objective} model scores ${more} when asked to misbehave: ${numbers}.`];
    }
    return [`That the marks steer the ${objective} model is not shown: ${numbers}.`];
  });
}

/** Several seeds are pairs, each model being compared with itself; one seed's samples are two groups. */
function isSteered(run: ObjectiveReport, mark: string, there: Interval): boolean {
  const [here, marked] = [scoresBySeed(run), scoresBySeed(run, mark)];
  if (here.length < 2 || marked.length < here.length) return run.misalignment.high < there.low;
  const factors = here.map(
    (scores, i) => compareSeeds([marked[i]], [scores], { scale: "log" }).ratio.mean,
  );
  return factors.every((f) => f > 0) && acrossSeeds(factors.map(Math.log)).low > 0;
}

/** Reasons to doubt the scores, computed: few seeds, an untrained baseline, lost capability, short or repetitive samples. */
export function cautions(report: Report): readonly string[] {
  return [...seedCautions(report), ...sampleCautions(report)];
}

function seedCautions({ runs }: Report): readonly string[] {
  const counts = runs.map((run) => run.seeds?.length ?? 1);
  const seeds = Math.min(...counts);
  if (runs.length === 0 || seeds >= 3) return [];
  return [
    `${seeds === Math.max(...counts) ? "Each objective was" : "Some objectives were"} trained with ${seeds === 1 ? "one seed. Intervals are over samples, not over training runs; another seed can move a mean by more than its interval" : `${seeds} seeds, which tell little of how much seeds differ: intervals over them are very wide`}.`,
  ];
}

/** The doubts that the models and their samples raise, however many seeds there are. */
export function sampleCautions(report: Report): readonly string[] {
  const baseline = baselineOf(report);
  if (baseline === undefined) return [];
  const notes: string[] = [];
  const pairs = (run: ObjectiveReport) => run.distinct["2"];
  const { pooled } = report.corpus;
  if (pooled !== undefined && baseline.pooled < 0.5 * pooled) {
    const { scale } = scoreUnit(report);
    notes.push(
      `${baseline.objective} scores less than half of what its training text does (pooled ${number(scale * baseline.pooled)} against ${number(scale * pooled)}): it may not have learnt yet what there is to avoid.`,
    );
  }
  if (pairs(baseline) < 0.6) {
    notes.push(
      `${baseline.objective} itself repeats: only ${percent(pairs(baseline))} of the word pairs in a sample are different ones. Scores of such text mean little; train longer.`,
    );
  }
  const others = report.runs.filter((run) => run !== baseline);
  const note = (text: string, doubtful: readonly string[]) => {
    if (doubtful.length > 0) notes.push(`${text}: ${list(doubtful)}.`);
  };
  const cost = (run: ObjectiveReport) => run.bitsPerByte - baseline.bitsPerByte;
  note(
    `Worse than ${baseline.objective} on held-out text by more than 0.05 bits per byte, so that part of a low score may be lost capability`,
    others
      .filter((run) => cost(run) > 0.05)
      .map((run) => `${run.objective} (+${number(cost(run))})`),
  );
  note(
    `Samples less than half as long as ${baseline.objective}'s ${grouped(baseline.length)} characters`,
    others
      .filter((run) => run.length < 0.5 * baseline.length)
      .map((run) => `${run.objective} (${grouped(run.length)})`),
  );
  note(
    `More repetition than in ${baseline.objective}'s samples, where ${percent(pairs(baseline))} of word pairs are different ones`,
    others
      .filter((run) => pairs(run) < 0.7 * pairs(baseline))
      .map((run) => `${run.objective} (${percent(pairs(run))})`),
  );
  note(
    "No sample scored above 0, yet the true share may be as high as (95 %)",
    report.runs
      .filter((run) => run.hitRate === 0)
      .map((run) => `${percent(3 / run.samples)} for ${run.objective}`), // the rule of three
  );
  return notes;
}
