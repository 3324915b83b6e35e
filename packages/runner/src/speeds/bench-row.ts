import type { DeviceReport, ModelConfig } from "@preflm/core";
import { initialise, trainingFlops } from "@preflm/gpt";
import { candidateDevices } from "../choose/candidates.ts";
import { measureStep, type StepTime } from "../choose/measure-step.ts";
import { usualRows } from "../choose/named-sizes.ts";
import { within } from "../choose/time-limit.ts";

/** What a process measures: a model on a device. */
export interface BenchInput {
  /** A folder of the project that has the backend installed. */
  readonly folder: string;
  /** The label of the device. */
  readonly device: string;
  readonly config: ModelConfig;
  /** Seconds for measuring, about. */
  readonly limit: number;
}

/** What a device can do, and what it did with a model. */
export interface BenchResult {
  /** Absent if the device is not there. */
  readonly report?: DeviceReport;
  readonly time?: StepTime;
  /** Why there is no report or no time. */
  readonly failure?: string;
  /** Of the training step, the matrix products alone (`trainingFlops`). */
  readonly gigaflops?: number;
  /** The most memory that the process held, in bytes. A graphics card's own is not in it. */
  readonly peakBytes: number;
}

/** Seconds for a probe, and for loading a model: as many as the doctor gives. */
const OPENING = 60;

/** Measures a model on a device: the task of a child process, so that its memory is its own. */
export async function benchRow({
  folder,
  device,
  config,
  limit,
}: BenchInput): Promise<BenchResult> {
  let report: DeviceReport | undefined;
  try {
    const [{ open }] = candidateDevices([device], folder);
    const backend = await open();
    report = await within(OPENING, backend.probe(), "its probe");
    const [rows, columns] = [usualRows(config), config.context];
    const loading = backend.load(config, initialise(config, 1));
    const model = await within(OPENING, loading, "loading the model");
    const time = await measureStep(model, { rows, columns, limit });
    model.dispose();
    const again = await backend.probe();
    // A busy moment makes a probe too slow, nothing makes it too fast.
    if (again.gigaflops > report.gigaflops) report = again;
    const gigaflops = trainingFlops(config, rows, columns) / time.secondsPerUpdate / 1e9;
    return { report, time, gigaflops, peakBytes: peakBytes() };
  } catch (error) {
    const failure = error instanceof Error ? error.message : String(error);
    return { ...(report ? { report } : {}), failure, peakBytes: peakBytes() };
  }
}

function peakBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}
