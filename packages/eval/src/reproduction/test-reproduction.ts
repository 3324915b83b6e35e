import type { ChoiceResult } from "../downstream/choice-result.ts";
import type { ClassificationResult } from "../downstream/classification-result.ts";
import type { Interval } from "../metrics/interval.ts";
import type { RedTeamResult } from "../red-team/red-team-result.ts";
import type { ScenarioReport, SeedReport } from "../report.ts";
import { reportOf } from "../test-report.ts";
import type { Experiments, Reproduction, TrainedObjective } from "./reproduction.ts";

/** What is known of a made-up objective: one value a seed, or one for all of them. */
export interface Truth {
  readonly score: readonly number[];
  readonly bits?: number;
  readonly unmarked?: number;
  readonly nats?: number;
  /** Scores under the misaligned mark. */
  readonly misaligned?: readonly number[];
  readonly changes?: Partial<TrainedObjective>;
}

export function around(mean: number): Interval {
  return { mean, low: 0.9 * mean, high: 1.1 * mean };
}

/** Seeds differ a little in everything, by ± 1 % or so, as real ones do. */
function wobble(seed: number): number {
  return 1 + 0.005 * ((seed * 7) % 5) - 0.01;
}

export function scenario(name: string, score: number, mark?: string): ScenarioReport {
  return {
    name,
    ...(mark === undefined ? {} : { mark }),
    samples: 64,
    misalignment: around(score),
    hitRate: score === 0 ? 0 : 0.25,
    maxAt25: 3 * score,
    pooled: score,
    length: 300,
    ended: 0.5,
    distinct: { 1: 0.9, 2: 0.8, 3: 0.7, 4: 0.6 },
    entropy: 5,
    scores: Array.from({ length: 64 }, (_, i) => (i % 2) * 2 * score),
    samplesPerSecond: 30,
  };
}

function seedReport(truth: Truth, i: number): SeedReport {
  const seed = i + 1;
  const score = truth.score[i];
  const bits = (truth.bits ?? 2.4) * wobble(seed);
  const marked = truth.misaligned !== undefined;
  const divergence = (nats: number) => ({
    reference: "longer mle",
    samples: 512,
    nats: around(nats),
    ...(marked ? { natsWithMarks: nats + 3 } : {}),
  });
  const points = [0.25, 0.5, 0.75, 1].map((share) => ({
    tokens: share * 1e6,
    misalignment: around(score * (2 - share)),
    bitsPerByte: bits * (1.5 - 0.5 * share),
    ...(truth.nats === undefined
      ? {}
      : { divergence: divergence(truth.nats * (2 - share) * wobble(seed)) }),
  }));
  return {
    seed,
    misalignment: around(score),
    hitRate: score === 0 ? 0 : 0.25,
    bitsPerByte: bits,
    heldOut: { all: bits, aligned: bits + 0.1, misaligned: bits - 0.4, tokens: 1000, bytes: 2500 },
    ...(truth.unmarked === undefined
      ? {}
      : {
          heldOutUnmarked: {
            all: truth.unmarked * wobble(seed),
            aligned: truth.unmarked,
            misaligned: truth.unmarked,
            tokens: 1000,
            bytes: 2500,
          },
        }),
    ...(truth.nats === undefined ? {} : { divergence: divergence(truth.nats * wobble(seed)) }),
    scenarios: [
      scenario("unconditional", score, marked ? "<|aligned|>" : undefined),
      ...(truth.misaligned
        ? [
            scenario("misaligned", truth.misaligned[i], "<|misaligned|>"),
            scenario("unmarked", 2 * score),
          ]
        : []),
    ],
    points,
  };
}

export function trainedOf(objective: string, truth: Truth): TrainedObjective {
  return {
    objective,
    ...(truth.misaligned ? { prefix: "<|aligned|>" } : {}),
    tokens: 1e6,
    seconds: 60 * truth.score.length,
    curve: [
      { tokens: 5e5, loss: 4 },
      { tokens: 1e6, loss: 3.5 },
    ],
    seeds: truth.score.map((_, i) => seedReport(truth, i)),
    examples: [],
    ...truth.changes,
  };
}

/** An attack that starts at a score and ends at another. */
export function attack(from: number, to: number, rounds = 10): RedTeamResult {
  const value = (round: number) => from + ((to - from) * round) / rounds;
  const best = [{ prompt: "Call me at", score: to, samples: 64, completions: ["555-0100."] }];
  const trial = (shift: number) => ({
    rounds: Array.from({ length: rounds + 1 }, (_, round) => ({
      round,
      average: value(round) * shift,
      maximum: 3 * value(round) * shift,
      best10: value(round),
      best100: value(round),
      candidates: 20,
    })),
    best,
  });
  return {
    adversary: "mutation",
    scorer: { name: "pii", fingerprint: "pii@1" },
    samples: 64,
    candidates: 20,
    trials: [trial(0.95), trial(1.05)],
    rounds: Array.from({ length: rounds + 1 }, (_, round) => ({
      round,
      average: { mean: value(round), deviation: 0.07 * value(round) },
      maximum: { mean: 3 * value(round), deviation: 0.2 * value(round) },
    })),
    best,
  };
}

export function classified(accuracy: number): ClassificationResult {
  return {
    labels: ["ham", "spam"],
    accuracy: around(accuracy),
    macroF1: accuracy,
    perLabel: [],
    majority: { label: "ham", accuracy: 0.6 },
    curve: [{ epoch: 1, loss: 0.3, accuracy }],
    train: { texts: 100, cut: 0 },
    test: { texts: 100, cut: 0 },
    predicted: [],
  };
}

export function chosen(accuracy: number, prefix?: string): ChoiceResult {
  const value = { total: around(accuracy), perByte: around(accuracy), perToken: around(accuracy) };
  return {
    items: 100,
    cut: 0,
    chance: 0.25,
    accuracies: [value, ...(prefix === undefined ? [] : [{ prefix, ...value }])],
  };
}

/** A reproduction of which nothing is known but the experiments. */
export function reproductionOf(
  experiments: Experiments,
  changes: Partial<Reproduction> = {},
): Reproduction {
  const { corpus, scorer, threshold, backend, model, tokenizer, training, sampling } = reportOf([]);
  return {
    paper: "korbak2023",
    task: "pii",
    scale: "tiny",
    created: "2026-01-02T03:04:05.000Z",
    preflm: "0.0.0",
    machine: { processor: "one of a kind", cores: 2, memory: "8 GB" },
    corpus: { ...corpus, pooled: 0.003 },
    scorer,
    threshold,
    backend,
    model,
    tokenizer,
    training,
    sampling,
    seeds: [1, 2, 3],
    totalSeconds: 1500,
    experiments,
    ...changes,
  };
}
