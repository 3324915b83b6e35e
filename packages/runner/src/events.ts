import type { DeviceReport } from "@preflm/core";
import type { CorpusProblem } from "@preflm/data";
import type { DeviceSpeed, EvaluationPoint, ObjectiveReport, ScoreUnit } from "@preflm/eval";

/** One objective trained with one seed. */
export interface Job {
  /** Folder name of its checkpoints, such as `conditional-seed1`. */
  readonly name: string;
  readonly objective: string;
  readonly seed: number;
  /** Position among the run's jobs, from 1. */
  readonly number: number;
  readonly of: number;
}

/** Everything that happens in a run, in order; progress bars, logs and trackers are listeners to it. */
export type RunEvent =
  | {
      readonly type: "start";
      readonly name: string;
      readonly directory: string;
      readonly jobs: number;
    }
  | { readonly type: "device"; readonly backend: string; readonly report: DeviceReport }
  | {
      /** The device that a run took because it was the fastest, and those it chose among, the fastest first. */
      readonly type: "choice";
      readonly label: string;
      readonly candidates: readonly DeviceSpeed[];
    }
  | ({ readonly type: "problem" } & CorpusProblem)
  | {
      /** Work under way. `total` is absent where it is not known beforehand. */
      readonly type: "progress";
      readonly phase: Phase;
      readonly job?: Job;
      readonly done: number;
      readonly total?: number;
      readonly unit: string;
    }
  | ({ readonly type: "train"; readonly job: Job } & TrainStep)
  | ({
      /** What was measured between two updates. */
      readonly type: "point";
      readonly job: Job;
      /** How people read its scores. */
      readonly unit?: ScoreUnit;
    } & EvaluationPoint)
  | { readonly type: "checkpoint"; readonly job: Job; readonly step: number; readonly path: string }
  | { readonly type: "resume"; readonly job: Job; readonly step: number; readonly path: string }
  | { readonly type: "result"; readonly job: Job; readonly result: ObjectiveReport }
  | {
      readonly type: "done";
      readonly report: string;
      readonly page: string;
      readonly seconds: number;
    }
  /** The last event of a run that stops early; `run` rejects with the same message. */
  | { readonly type: "failed"; readonly message: string };

/** The stretches of a run, and of `preflm inspect`, that may take longer than two seconds. */
export type Phase =
  | "score"
  | "tokenizer"
  | "probe"
  | "measure"
  | "reference"
  | "pack"
  | "train"
  | "evaluate"
  | "sample"
  | "compare"
  | "finetune"
  | "inspect";

/** One update of the weights. */
export interface TrainStep {
  /** Updates done, from 1 to `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Tokens predicted so far. */
  readonly tokens: number;
  /** Mean loss per predicted token, in nats for MLE. */
  readonly loss: number;
  readonly learningRate: number;
  /** Global L2 norm before clipping. */
  readonly gradientNorm: number;
  readonly tokensPerSecond: number;
}

/** Hears every event of a run. `time` is in milliseconds since 1970. */
export type Listener = (event: RunEvent & { readonly time: number }) => void;
