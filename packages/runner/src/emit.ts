import type { Listener, RunEvent } from "./events.ts";

/** Tells every listener of an event, stamped with the time. */
export type Emit = (event: RunEvent) => void;

/** An emitter to these listeners, in order. */
export function emitTo(listeners: readonly Listener[]): Emit {
  return (event) => {
    const stamped = { time: Date.now(), ...event };
    for (const listener of listeners) listener(stamped);
  };
}
