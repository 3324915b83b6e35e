import type { Request, RunEvent } from "./messages.ts";
import { checkpointZip } from "./training/checkpoint.ts";
import { type Control, openRun, type Run } from "./training/run.ts";

/** The part of a worker's globals used here: TypeScript's types of pages and of workers do not mix. */
interface WorkerScope {
  postMessage(event: RunEvent, transfer?: readonly ArrayBuffer[]): void;
  addEventListener(type: "message", listener: (event: MessageEvent<Request>) => void): void;
}

const scope = self as unknown as WorkerScope;
const emit = (event: RunEvent) => scope.postMessage(event);

let run: Run | undefined;
let stopped = false;
let resume: (() => void) | undefined;
let paused: Promise<void> | undefined;

const control: Control = {
  async goOn(clock) {
    await nextTask();
    if (paused && !stopped) {
      clock.pause();
      emit({ type: "paused" });
      await paused;
      if (!stopped) emit({ type: "resumed" });
      clock.start();
    }
    return !stopped;
  },
};

/** Lets the messages in that have arrived: what computes does not. */
function nextTask(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

function release(): void {
  resume?.();
  [paused, resume] = [undefined, undefined];
}

async function handle(request: Request): Promise<void> {
  if (request.type === "start") {
    run = await openRun(request.settings, emit, control);
    await run.train();
  } else if (request.type === "pause") {
    paused ??= new Promise((resolve) => {
      resume = resolve;
    });
  } else if (request.type === "resume") {
    release();
  } else if (request.type === "stop") {
    stopped = true;
    release();
  } else if (run) {
    const zip = await checkpointZip(run.trainings[request.objective]);
    const owned = new Uint8Array(zip);
    scope.postMessage({ type: "checkpoint", objective: request.objective, zip: owned }, [
      owned.buffer,
    ]);
  }
}

scope.addEventListener("message", ({ data }) => {
  handle(data).catch((error: unknown) => {
    emit({ type: "failed", message: error instanceof Error ? error.message : String(error) });
  });
});
