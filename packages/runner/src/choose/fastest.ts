import type { Batch, ModelConfig, ModelState, TokenLoss } from "@preflm/core";
import type { DeviceSpeed } from "@preflm/eval";
import { initialise, trainingFlops } from "@preflm/gpt";
import { interrupted } from "../signal.ts";
import { isGpu } from "./gpu-devices.ts";
import { measureStep, type StepShape } from "./measure-step.ts";
import { reasonOf, type Surveyed } from "./survey.ts";
import { within } from "./time-limit.ts";

/** The model that is to be trained, and what is told of the devices as they are measured. */
export interface Training extends StepShape {
  readonly config: ModelConfig;
  /** What the objective asks of a batch; plain likelihood by default. */
  readonly loss?: (batch: Batch) => TokenLoss;
  readonly signal?: AbortSignal;
  /** Hears of each device that is done with. */
  readonly onDevice?: (row: DeviceSpeed, done: number, of: number) => void;
}

/** A device this much slower than the best so far is not worth another step. */
const HOPELESS = 2;

/**
 * A processor computes a step at no more than so many times the speed of its probe's matrix product. Of graphics cards
 * that says nothing: their probe may pay for the way to the card and back.
 */
const BEYOND_PROBE = 8;

/**
 * Measures a step of the model on each device that works, one after the other, each let go before the next, the one
 * with the fastest matrix product first. The weights are random and its own. Gives a row for each, the fastest first.
 *
 * @param limit seconds for loading and for measuring on each device, about
 */
export async function fastestFirst(
  surveyed: readonly Surveyed[],
  training: Training,
  limit: number,
): Promise<readonly DeviceSpeed[]> {
  const product = (one: Surveyed) => ("reason" in one ? -1 : one.report.gigaflops);
  const state = initialise(training.config, 1);
  const rows: DeviceSpeed[] = [];
  for (const one of [...surveyed].sort((a, b) => product(b) - product(a))) {
    if (training.signal?.aborted) throw interrupted("while measuring devices");
    const best = Math.min(...rows.map(({ secondsPerUpdate = Infinity }) => secondsPerUpdate));
    rows.push(await speedOf(one, training, state, limit, best));
    training.onDevice?.(rows[rows.length - 1], rows.length, surveyed.length);
  }
  const speed = ({ tokensPerSecond = -1 }: DeviceSpeed) => tokensPerSecond;
  return rows.sort((a, b) => speed(b) - speed(a));
}

/** @param best seconds of an update on the fastest device so far */
async function speedOf(
  one: Surveyed,
  training: Training,
  state: ModelState,
  limit: number,
  best: number,
): Promise<DeviceSpeed> {
  const { device, report } = one;
  const row = { label: device.label, ...(report ? { report } : {}) };
  if ("reason" in one) return { ...row, reason: one.reason };
  const { config, rows, columns, accumulate = 1 } = training;
  const flops = accumulate * trainingFlops(config, rows, columns);
  if (!isGpu(one.report) && flops / (BEYOND_PROBE * one.report.gigaflops * 1e9) > best)
    return { ...row, reason: "not measured: its matrix product is too slow for it to win" };
  try {
    const loading = device.open().then((backend) => backend.load(config, state));
    const model = await within(limit, loading, "loading the model", (late) => late.dispose());
    try {
      const measuring = measureStep(model, { ...training, limit, hopeless: HOPELESS * best });
      return { ...row, ...(await within(4 * limit, measuring, "a training step")) };
    } finally {
      model.dispose();
    }
  } catch (error) {
    return { ...row, reason: reasonOf(error) };
  }
}
