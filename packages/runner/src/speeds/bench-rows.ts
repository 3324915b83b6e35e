import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { parameterCount } from "@preflm/gpt";
import { candidateDevices } from "../choose/candidates.ts";
import { modelOf, type SizeName } from "../choose/named-sizes.ts";
import { stoppedMeasuring } from "../signal.ts";
import { createChild } from "../sweep/child.ts";
import type { BenchInput, BenchResult } from "./bench-row.ts";

/** What is measured. */
export interface BenchOptions {
  /** A folder of the project that has the backends installed. */
  readonly folder: string;
  /** Names of backends and labels of devices; all that are installed by default. */
  readonly backends?: readonly string[];
  readonly sizes: readonly SizeName[];
  /** 2,048 by default, for `gpt2` its own. */
  readonly vocabulary?: number;
  readonly limit: number;
  readonly signal: AbortSignal;
  /** Hears what is measured next. */
  readonly onProgress: (done: number, total: number) => void;
}

/** A device with a size of model. Where the device is not there, only the first size has a row. */
export interface BenchRow extends Partial<BenchResult> {
  readonly device: string;
  readonly size: SizeName;
  readonly parameters: number;
}

/** Measures every device with every size, each pair in a process of its own, one after the other. */
export async function benchRows(options: BenchOptions): Promise<readonly BenchRow[]> {
  const { folder, backends, sizes, vocabulary, limit, signal, onProgress } = options;
  const devices = candidateDevices(backends, folder).map(({ label }) => label);
  const total = devices.length * sizes.length;
  const rows: BenchRow[] = [];
  for (const [i, device] of devices.entries()) {
    for (const [j, size] of sizes.entries()) {
      onProgress(i * sizes.length + j, total);
      const config = modelOf(size, vocabulary);
      const row = { device, size, parameters: parameterCount(config) };
      const result = await inProcess({ folder, device, config, limit }, signal);
      rows.push({ ...row, ...result });
      if ("peakBytes" in result && result.report === undefined) break; // nor is it there for other sizes
    }
  }
  onProgress(total, total);
  return rows;
}

/** What the process found, or how it died. Rejects when the signal is aborted. */
async function inProcess(
  input: BenchInput,
  signal: AbortSignal,
): Promise<BenchResult | { readonly failure: string }> {
  const folder = await mkdtemp(join(tmpdir(), "preflm-bench-"));
  const child = createChild(availableParallelism());
  let stop = () => {};
  const stopped = new Promise<never>((_, reject) => {
    stop = () => reject(stoppedMeasuring());
  });
  if (signal.aborted) stop();
  signal.addEventListener("abort", stop);
  try {
    const name = `${input.device} with ${input.config.layers} layers of width ${input.config.width}`;
    const task = { name, module: import.meta.resolve("preflm"), export: "benchRow", input };
    const done = await Promise.race([child.run(task, folder, () => {}), stopped]);
    return done.result as BenchResult;
  } catch (error) {
    if (signal.aborted) throw error;
    return { failure: error instanceof Error ? error.message : String(error) };
  } finally {
    signal.removeEventListener("abort", stop);
    child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}
