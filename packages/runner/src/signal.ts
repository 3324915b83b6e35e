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
