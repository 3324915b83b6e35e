import type { Listener, RunEvent } from "./events.ts";

/** Tells every listener of an event, stamped with the time. */
export type Emit = (event: RunEvent) => void;

/**
 * An emitter to the listeners, in order, and then to the run's log. A listener that throws or rejects costs no
 * training: its first failure is a process warning, and it goes on hearing events. A log that fails stops the run.
 */
export function emitTo(log: Listener, listeners: readonly Listener[]): Emit {
  const guarded = listeners.map(guard);
  return (event) => {
    const stamped = { time: Date.now(), ...event };
    for (const listener of guarded) listener(stamped);
    log(stamped);
  };
}

function guard(listener: Listener): Listener {
  let warned = false;
  const warn = (type: string) => (error: unknown) => {
    if (warned) return;
    warned = true;
    const what = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.emitWarning(
      `A listener failed at "${type}"; the run goes on. ${what}`,
      "PreflmWarning",
    );
  };
  return (event) => {
    try {
      const returned: unknown = listener(event);
      if (returned instanceof Promise) returned.catch(warn(event.type)); // an async function
    } catch (error) {
      warn(event.type)(error);
    }
  };
}
