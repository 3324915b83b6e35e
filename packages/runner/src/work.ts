import { type Emit, emitTo } from "./emit.ts";
import type { Listener } from "./events.ts";
import { writeFileAtomic } from "./files.ts";
import { showProgress } from "./progress.ts";
import { readableJson } from "./readable-json.ts";
import { interruptSignal } from "./signal.ts";

/** What work that ends with a file of JSON is told. */
export interface WorkOptions {
  /** Where the result is written. */
  readonly output?: string;
  /** Hear how far it is; replace the progress display. */
  readonly listeners?: readonly Listener[];
  /** Stops it; Ctrl-C by default. */
  readonly signal?: AbortSignal;
}

/** The names of `WorkOptions`, for `checkOptions`. */
export const WORK_OPTIONS = ["output", "listeners", "signal"];

/** Does the work, which tells how far it is, and writes what it gives. */
export async function working<T>(
  output: string,
  { listeners, signal }: WorkOptions,
  work: (emit: Emit, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const began = performance.now();
  const interrupt = signal ? { signal, dispose() {} } : interruptSignal();
  const emit = emitTo(() => {}, listeners ?? [showProgress()]);
  try {
    const result = await work(emit, interrupt.signal);
    await writeFileAtomic(output, `${readableJson(result)}\n`);
    const seconds = (performance.now() - began) / 1000;
    emit({ type: "done", report: output, page: output, seconds });
    return result;
  } catch (error) {
    emit({ type: "failed", message: String(error) });
    throw error;
  } finally {
    interrupt.dispose();
  }
}
