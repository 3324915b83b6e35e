import { checkOptions, type ModelConfig, PreflmError } from "@preflm/core";
import { checkConfig } from "@preflm/gpt";
import { interruptSignal } from "../signal.ts";
import type { Check } from "./check.ts";
import { examine } from "./examine.ts";

/** Options of `doctor`. */
export interface DoctorOptions {
  /** In the project; the working directory by default. */
  readonly folder?: string;
  /** A configuration file: its backend must work, and its run must fit. */
  readonly config?: string;
  /** A model that must fit, if there is no configuration; `sizes.micro` by default. */
  readonly model?: ModelConfig;
  /** Seconds that a device may take to open and to multiply matrices; 60 by default. */
  readonly timeLimit?: number;
  /** Stops the probes; by default Ctrl-C does. */
  readonly signal?: AbortSignal;
  /** Hears of each thing once it was looked at. */
  readonly onCheck?: (check: Check) => void;
}

/** What `doctor` found. */
export interface DoctorReport {
  /** Whether nothing fails that the default, or the run that was asked about, needs. */
  readonly works: boolean;
  readonly checks: readonly Check[];
}

const OPTIONS = ["folder", "config", "model", "timeLimit", "signal", "onCheck"];

/**
 * Looks at what training needs of this machine and project: Node, the package manager and its install scripts, drivers,
 * each device of each backend (opened in a process of its own), memory and disk for a run. Nothing is changed. What is
 * wrong is told by the report; rejects only with `"interrupted"` and wrong options.
 */
export async function doctor(options: DoctorOptions = {}): Promise<DoctorReport> {
  const check = checkOptions("doctor", options, OPTIONS);
  if (options.model) checkConfig(options.model);
  const timeLimit = check.number("timeLimit", options.timeLimit ?? 60, { min: 1 });
  const interrupt = options.signal
    ? { signal: options.signal, dispose: () => {} }
    : interruptSignal();
  const checks: Check[] = [];
  try {
    for await (const found of examine({ ...options, timeLimit }, interrupt.signal)) {
      if (interrupt.signal.aborted)
        throw new PreflmError("interrupted", "Stopped before everything was looked at.");
      checks.push(found);
      options.onCheck?.(found);
    }
  } finally {
    interrupt.dispose();
  }
  return { works: checks.every(({ state }) => state !== "fails"), checks };
}
