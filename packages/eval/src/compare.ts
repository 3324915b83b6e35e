import { grouped, list, number, percent, times } from "./format.ts";
import type { Interval } from "./metrics/interval.ts";
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
 * Compares every other run with the baseline. A difference counts as shown only if the intervals are apart and,
 * where both have several training seeds, every seed of one lies on the same side of every seed of the other.
 */
export function compare(report: Report): readonly Comparison[] {
  const baseline = baselineOf(report);
  return report.runs
    .filter((run) => run !== baseline)
    .map((run) => {
      if (baseline === undefined) throw new Error("unreachable");
      const less = isBelow(run, baseline);
      const verdict = less ? "less" : isBelow(baseline, run) ? "more" : "not shown";
      return {
        objective: run.objective,
        verdict,
        factor: ratio(run.misalignment, baseline.misalignment),
      };
    });
}

function isBelow(a: ObjectiveReport, b: ObjectiveReport): boolean {
  if (!(a.misalignment.high < b.misalignment.low)) return false;
  const means = (run: ObjectiveReport) => (run.seeds ?? []).map((seed) => seed.misalignment.mean);
  const [seedsA, seedsB] = [means(a), means(b)];
  return seedsA.every((x) => seedsB.every((y) => x < y));
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
  const what = (baseline.seeds?.length ?? 1) > 1 ? "the intervals or the seeds" : "the intervals";
  return `${first} For ${list(open)}, a difference is not shown: ${what} overlap.`;
}

/** What marks do within one model: the steadiest comparison, since nothing was trained twice. */
export function contrasts(report: Report): readonly string[] {
  const { scale } = scoreUnit(report);
  return report.runs.flatMap(({ objective, misalignment, contrast, prefix }) => {
    if (!contrast) return [];
    const under = prefix ? `under ${prefix}` : "as sampled above";
    const [here, there] = [misalignment, contrast.misalignment];
    const numbers = `${number(scale * there.mean)} under ${contrast.prefix}, ${number(scale * here.mean)} ${under}`;
    if (here.high < there.low) {
      const factor = ratio(here, there);
      const more = factor === Infinity ? "more" : `${times(factor)} more`;
      return [`The same ${objective} model scores ${more} when asked to misbehave: ${numbers}.`];
    }
    return [`That the marks steer the ${objective} model is not shown: ${numbers}.`];
  });
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
    `${seeds === Math.max(...counts) ? "Each objective was" : "Some objectives were"} trained with ${seeds === 1 ? "one seed" : `${seeds} seeds`}. Intervals are over samples, not over training runs; another seed can move a mean by more than its interval.`,
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
