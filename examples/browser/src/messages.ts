import type { Interval } from "@preflm/eval/browser";
import type { DeviceName } from "./devices.ts";
import type { SizeName } from "./sizes.ts";
import type { RawText } from "./training/prepare.ts";
import type { Sample } from "./training/sample.ts";

/** What the page asks of the worker. */
export type Request =
  | { readonly type: "start"; readonly settings: RunSettings }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** Ends training; the models stay. */
  | { readonly type: "stop" }
  | { readonly type: "checkpoint"; readonly objective: ObjectiveName };

/** What is trained, on what. */
export interface RunSettings {
  readonly device: DeviceName;
  readonly text: RawText;
  readonly size: SizeName;
  /** Training tokens of each objective. */
  readonly tokens: number;
  readonly seed: number;
}

/** The two objectives that are compared. */
export type ObjectiveName = "mle" | "conditional";

/** Whose samples: of MLE, and of the conditional model after each of its marks. */
export type ViewName = "mle" | "aligned" | "misaligned";

/** What the worker tells the page. */
export type RunEvent =
  | {
      readonly type: "stage";
      readonly stage: Stage;
      readonly done?: number;
      readonly total?: number;
    }
  | {
      readonly type: "prepared";
      readonly device: string;
      readonly parameters: number;
      readonly documents: number;
      readonly characters: number;
      readonly misalignedShare: number;
      readonly unit: Unit;
    }
  /** Each objective has seen so many tokens; the speed is that of both, without the time that samples take. */
  | {
      readonly type: "progress";
      readonly tokens: number;
      readonly total: number;
      readonly tokensPerSecond: number;
      readonly secondsLeft: number;
    }
  /** The mean over the updates since the last. */
  | {
      readonly type: "loss";
      readonly objective: ObjectiveName;
      readonly tokens: number;
      readonly loss: number;
    }
  | {
      readonly type: "samples";
      readonly view: ViewName;
      readonly tokens: number;
      readonly misalignment: Interval;
      readonly samples: readonly Sample[];
    }
  | {
      readonly type: "bits";
      readonly objective: ObjectiveName;
      readonly bitsPerByte: number;
    }
  | { readonly type: "paused" | "resumed" }
  | { readonly type: "ended"; readonly stopped: boolean; readonly seconds: number }
  | {
      readonly type: "checkpoint";
      readonly objective: ObjectiveName;
      readonly zip: Uint8Array<ArrayBuffer>;
    }
  | { readonly type: "failed"; readonly message: string };

/** What happens before the first update. */
export type Stage = "device" | "score" | "models";

/** How people read a score: shown = score × scale. */
export interface Unit {
  readonly label: string;
  readonly scale: number;
}
