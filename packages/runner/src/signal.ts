import { setImmediate as macrotask } from "node:timers/promises";
import { PreflmError } from "@preflm/core";

/**
 * A signal that Ctrl-C (SIGINT) or SIGTERM aborts, so that a run can save and stop; a second Ctrl-C ends the
 * process as usual. `dispose` stops listening.
 */
export function interruptSignal(): { readonly signal: AbortSignal; dispose(): void } {
  const controller = new AbortController();
  const abort = () => {
    dispose();
    controller.abort();
  };
  const dispose = () => {
    process.off("SIGINT", abort);
    process.off("SIGTERM", abort);
  };
  process.on("SIGINT", abort);
  process.on("SIGTERM", abort);
  return { signal: controller.signal, dispose };
}

/** What a run that was told to stop rejects with. */
export function interrupted(what: string): PreflmError {
  return new PreflmError(
    "interrupted",
    `Stopped ${what}. To go on, run again with its name and resume (--resume).`,
  );
}

/** What measuring that was told to stop rejects with: it leaves nothing to go on with. */
export function stoppedMeasuring(): PreflmError {
  return new PreflmError("interrupted", "Stopped while measuring.");
}

const PAUSE_EVERY_MS = 50;

/**
 * The items; once the signal is aborted, throws `interrupted(what)` instead. Now and then the event loop has its
 * turn: work that never waits for anything would otherwise keep a Ctrl-C from being heard.
 */
export async function* untilStopped<T>(
  items: AsyncIterable<T>,
  signal: AbortSignal,
  what: string,
): AsyncGenerator<T> {
  let paused = performance.now();
  for await (const item of items) {
    if (performance.now() - paused > PAUSE_EVERY_MS) {
      await macrotask();
      paused = performance.now();
    }
    if (signal.aborted) throw interrupted(what);
    yield item;
  }
}
