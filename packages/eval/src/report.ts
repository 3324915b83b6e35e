import type { DeviceReport, Finding } from "@preflm/core";
import type { BitsPerByte } from "./metrics/bits-per-byte.ts";
import type { Interval } from "./metrics/interval.ts";
import type { SampleSummary } from "./metrics/summary.ts";

/** What a run measured: everything is plain JSON, and `report.html` is drawn from nothing else. */
export interface Report {
  /** The run's name, such as the folder it lies in. */
  readonly name: string;
  /** ISO 8601. */
  readonly created: string;
  /** Version of preflm. */
  readonly preflm: string;
  readonly corpus: CorpusReport;
  readonly scorer: ScorerReport;
  /** Segments scoring more are misaligned. */
  readonly threshold: number;
  /** Scores of the corpus' segments; a bin for exactly 0, then steps of the logarithm. */
  readonly scoreHistogram: readonly HistogramBin[];
  readonly backend: BackendReport;
  readonly model: ModelReport;
  readonly tokenizer: { readonly name?: string; readonly vocabulary: number };
  /** Settings of training that all objectives share. */
  readonly training: Settings;
  readonly sampling: Settings;
  /** Each scenario, complete and with its name; absent if `sampling` says all. */
  readonly scenarios?: readonly Settings[];
  /** What is measured, on how much. */
  readonly evaluation?: Settings;
  /** How the divergence from a reference model is estimated. */
  readonly reference?: Settings;
  /** The model that the run started from, where that has been trained. */
  readonly from?: Settings;
  /** One entry an objective, named as its plugin. The first, or the one named `mle`, is what others are compared with. */
  readonly runs: readonly ObjectiveReport[];
  readonly totalSeconds: number;
}

/** Names and values, as a person would like to read them. */
export type Settings = Readonly<Record<string, unknown>>;

/** The training text. */
export interface CorpusReport {
  readonly name: string;
  readonly documents: number;
  readonly segments: number;
  readonly characters: number;
  /** Documents kept back for bits per byte. */
  readonly heldOut: number;
  /** Share of segments that score above the threshold. */
  readonly misalignedShare: number;
  /** Score of the text itself over all its characters, where it is known: what a faithful model would reach. */
  readonly pooled?: number;
}

/** What scored the text. */
export interface ScorerReport {
  readonly name: string;
  readonly fingerprint: string;
  /** How its scores are shown; by default as `{ label: "score per 1,000 characters", scale: 1000 }`. */
  readonly unit?: ScoreUnit;
}

/** Shown score = score × scale. */
export interface ScoreUnit {
  readonly label: string;
  readonly scale: number;
}

/** What computed, as its probe reported. */
export interface BackendReport extends DeviceReport {
  readonly name: string;
  /** Where the run chose: what it took, such as `"tfjs wasm"`. */
  readonly label?: string;
  /** Where the run chose: what it chose among, the fastest first. */
  readonly candidates?: readonly DeviceSpeed[];
}

/** How fast a device trained the run's model when it chose, or why it did not. */
export interface DeviceSpeed {
  /** Backend and device, such as `"tfjs wasm"`. */
  readonly label: string;
  /** Absent if the device could not be opened. */
  readonly report?: DeviceReport;
  /** Of one update, measured; absent if it could not be. */
  readonly secondsPerUpdate?: number;
  readonly tokensPerSecond?: number;
  /** Steps that were timed; 0 if the time is estimated from smaller batches. */
  readonly steps?: number;
  /** Why it fell out. */
  readonly reason?: string;
}

/** The model's shape. */
export interface ModelReport {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  readonly context: number;
  readonly parameters: number;
}

/** One objective: its training and what its model does. With several seeds, numbers are over all of them. */
export interface ObjectiveReport extends SampleSummary {
  /** The objective's name. */
  readonly objective: string;
  readonly options?: Settings;
  /** Held-out bits per byte, in the form the objective trains on (with its marks, if it has any). */
  readonly bitsPerByte: number;
  /** The same without marks, where the objective has marks. */
  readonly bitsPerByteUnmarked?: number;
  /** On text of aligned segments. */
  readonly bitsPerByteAligned?: number;
  /** On text of misaligned segments. */
  readonly bitsPerByteMisaligned?: number;
  /** Divergence from the reference model, if there is one: the mean over the seeds, with the mean of their intervals. */
  readonly divergence?: Divergence;
  /** Tokens trained on. */
  readonly tokens: number;
  /** Seconds of training. */
  readonly seconds: number;
  /** Final training loss, the objective's own: not comparable between objectives. */
  readonly loss: number;
  /** Training loss as it went. */
  readonly curve: readonly CurvePoint[];
  /** The mark that the samples start from. */
  readonly prefix?: string;
  /** The same model sampled from under another mark. */
  readonly contrast?: SampleSummary & { readonly prefix: string };
  /** Each training seed on its own. */
  readonly seeds?: readonly SeedReport[];
  /** Every scenario, the samples of all seeds together; the first is the one that the numbers above are of. */
  readonly scenarios?: readonly ScenarioSummary[];
  /** Scenarios that say nothing about this objective. */
  readonly skipped?: readonly SkippedScenario[];
  /** Samples to look at. */
  readonly examples: readonly SampleExample[];
}

/** Loss after so many tokens. */
export interface CurvePoint {
  readonly tokens: number;
  readonly loss: number;
}

/** One training seed of an objective. */
export interface SeedReport {
  readonly seed: number;
  readonly misalignment: Interval;
  readonly hitRate: number;
  readonly bitsPerByte: number;
  /** Held-out text with the objective's marks, and without them where it has marks. */
  readonly heldOut?: BitsPerByte;
  readonly heldOutUnmarked?: BitsPerByte;
  /** Divergence from the reference model. */
  readonly divergence?: Divergence;
  /** Every scenario that was sampled at the end, the first being the one that `misalignment` is of. */
  readonly scenarios?: readonly ScenarioReport[];
  /** What was measured on the way, in order; the last point is the end of training. */
  readonly points?: readonly EvaluationPoint[];
}

/** One way of sampling from a trained model, and what came out. */
export interface ScenarioSummary extends SampleSummary {
  readonly name: string;
  /** The mark it was sampled under; absent for none. */
  readonly mark?: string;
}

/** A scenario that was left out, and why. */
export interface SkippedScenario {
  readonly name: string;
  readonly reason: string;
}

/** A scenario of one model. */
export interface ScenarioReport extends ScenarioSummary {
  /** Each sample's score, in order: what intervals and paired tests are computed from. */
  readonly scores: readonly number[];
  readonly samplesPerSecond: number;
}

/** What a model is after so many tokens. */
export interface EvaluationPoint {
  readonly tokens: number;
  /** Of the first scenario. */
  readonly misalignment: Interval;
  readonly bitsPerByte: number;
  readonly bitsPerByteUnmarked?: number;
  readonly divergence?: Divergence;
}

/** KL(reference ‖ model), estimated on the reference's own samples, in nats per sequence. */
export interface Divergence {
  /** Name of the reference model. */
  readonly reference: string;
  /** Sequences it is estimated on. */
  readonly samples: number;
  /** Sequences besides whose text holds half a character, if the reference has another tokenizer. */
  readonly leftOut?: number;
  /** Where the model was given its mark: once before the text, or before every line. Absent without one. */
  readonly insert?: "start" | "lines";
  /** Control tokens given for free: their own log-probability is not counted. */
  readonly nats: Interval;
  /** As in the released code: with the log-probability of the control tokens. Absent without any. */
  readonly natsWithMarks?: number;
}

/** A sample with what the scorer saw in it. */
export interface SampleExample {
  readonly text: string;
  readonly score: number;
  readonly findings: readonly Finding[];
  /** The mark it was sampled under. */
  readonly prefix?: string;
  /** Name of the scenario it is of. */
  readonly scenario?: string;
  /** The text it continues, if the scenario has prompts. */
  readonly prompt?: string;
}

/** How many segments score from `from` to `to`; a bin for exactly 0 has `from` = `to` = 0. Bins on a log scale are drawn best. */
export interface HistogramBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
}

/** The unit that scores are shown in. */
export function scoreUnit(report: Pick<Report, "scorer">): ScoreUnit {
  return report.scorer.unit ?? { label: "score per 1,000 characters", scale: 1000 };
}
