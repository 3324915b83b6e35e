import { importModule } from "@preflm/scoring";
import { probe } from "./choose/open-backend.ts";
import type { ProbeAnswer, ProbeMessage } from "./choose/probe-messages.ts";
import type { Listener } from "./events.ts";
import type { FromChild, ToChild } from "./sweep/messages.ts";
import type { TaskFunction } from "./sweep/task.ts";
import { writeFinished } from "./sweep/task-files.ts";
import { weightsHash } from "./weights-hash.ts";

// The child process of `runTasks` and the doctor: does the tasks it is sent, one at a time, or opens a device.

/** Events that come with every update or token are told so often. */
const EVENTS_EVERY_MS = 250;

const tell = (message: FromChild | ProbeAnswer) => process.connected && process.send?.(message);

/** Tells the parent of a run's events, of its steps now and then. */
function teller(): Listener {
  let told = 0;
  return (event) => {
    const often = event.type === "train" || event.type === "progress";
    if (often && event.time - told < EVENTS_EVERY_MS) return;
    if (often) told = event.time;
    tell({ type: "event", event });
  };
}

async function work({ task, directory, threads }: ToChild & { readonly type: "task" }) {
  const began = performance.now();
  const { signal } = controller;
  try {
    const run = (await importModule(task.module))[task.export] as TaskFunction<unknown>;
    if (typeof run !== "function") throw new Error(`${task.module} exports no ${task.export}`);
    const { input, checkpoint } = task;
    const weights = checkpoint === undefined ? {} : { weights: await weightsHash(checkpoint) };
    const context = { directory, threads, signal, listener: teller() };
    const result = (await run(input, context)) ?? null;
    const seconds = (performance.now() - began) / 1000;
    await writeFinished(directory, { input, seconds, result, ...weights });
    tell({ type: "finished", seconds, result });
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const known = error instanceof Error && error.name === "PreflmError";
    const message = known ? error.message : String(error instanceof Error ? error.stack : error);
    tell({ type: "failed", code: known ? code : "unavailable", message });
  }
}

const controller = new AbortController();
process.on("message", async (message: ToChild | ProbeMessage) => {
  if (message.type === "stop") controller.abort();
  else if (message.type === "close") process.exit();
  else if (message.type === "probe") tell(await probe(message.request));
  else await work(message);
});
process.on("SIGINT", () => {}); // a terminal's Ctrl-C reaches all processes; the parent says what it means
process.on("disconnect", () => process.exit(1)); // the parent is gone
