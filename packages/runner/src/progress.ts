import type { Writable } from "node:stream";
import type { SingleBar } from "cli-progress";
import { speedTable } from "./choose/speed-table.ts";
import type { Job, Listener, Phase, RunEvent } from "./events.ts";
import { progressBar } from "./progress-bar.ts";
import {
  count,
  describeDone,
  describePoint,
  describeState,
  duration,
  jobLabel,
  type Work,
} from "./progress-text.ts";

/** Where progress is shown: a terminal gets a bar, anything else a plain line every few seconds. */
export interface ProgressOptions {
  readonly stream?: Writable & { readonly isTTY?: boolean };
  /** Milliseconds between plain lines. */
  readonly every?: number;
}

/** Of the corpus' problems so many are printed; all are in events.jsonl. */
const SHOWN_PROBLEMS = 5;

/** A listener that shows a run's progress with rate and time left, on stderr by default. */
export function showProgress({
  stream = process.stderr,
  every = 5000,
}: ProgressOptions = {}): Listener {
  const print = (line: string) => stream.write(`${line}\n`);
  const display = stream.isTTY ? barDisplay(stream) : lineDisplay(print, every);
  let work: Work | undefined;
  let problems = 0;
  let first: { readonly time: number; readonly number: number } | undefined;
  /** Since when training waits for what is measured on the way. */
  let waits: number | undefined;
  const finish = () => {
    if (!work) return;
    display.stop();
    const line = describeDone(work);
    if (line) print(line);
    work = undefined;
  };
  const advance = (
    time: number,
    phase: Phase,
    job: Job | undefined,
    state: Pick<Work, "done" | "total" | "unit" | "extra">,
  ) => {
    if (work?.phase !== phase || work.job?.name !== job?.name || state.done < work.done) {
      finish();
      work = { phase, job, started: time, first: state.done, time, ...state };
    }
    work = { ...work, time, ...state };
    display.show(work);
  };
  return (event) => {
    // A new epoch is packed in the midst of training: no need to tell.
    if (event.type === "progress" && event.phase === "pack" && work?.phase === "train") return;
    const trains = work?.phase === "train" && work.done < (work.total ?? 0) ? work : undefined;
    if (trains && event.type === "progress" && event.job?.name === trains.job?.name) {
      waits ??= event.time;
      const extra = `measuring: ${event.phase} ${count(event.done)} ${event.unit}`;
      // The rate is of training alone: the clock stands still.
      display.show({ ...trains, extra });
    } else if (trains && event.type === "point") {
      display.stop();
      print(describePoint(event));
    } else if (event.type === "progress") advance(event.time, event.phase, event.job, event);
    else if (event.type === "train") {
      const { step, steps, tokens } = event;
      if (trains && waits !== undefined)
        work = { ...trains, started: trains.started + event.time - waits };
      waits = undefined;
      const extra = `loss ${event.loss.toFixed(3)}`;
      advance(event.time, "train", event.job, {
        done: tokens,
        total: (tokens / step) * steps,
        unit: "tokens",
        extra,
      });
    } else if (event.type === "failed") {
      finish(); // a bar that is still drawn would keep the process alive
    } else {
      if (event.type === "problem" && ++problems > SHOWN_PROBLEMS) return;
      const line = describeEvent(event);
      if (line !== undefined) {
        finish();
        print(line);
      }
      if (event.type === "done" && problems > SHOWN_PROBLEMS) {
        print(`${problems} documents were skipped or mended; events.jsonl names each`);
      }
    }
    if (event.type !== "result") {
      if ("job" in event && event.job) first ??= { time: event.time, number: event.job.number };
    } else if (first !== undefined) {
      const { number, of } = event.job;
      const left = ((event.time - first.time) / (number - first.number + 1)) * (of - number);
      finish();
      if (left > 0)
        print(
          `${jobLabel(event.job)}done; about ${duration(left / 1000)} left for the other ${of - number}`,
        );
    }
  };
}

interface Display {
  show(work: Work): void;
  stop(): void;
}

function barDisplay(stream: Writable): Display {
  let bar: SingleBar | undefined;
  return {
    show(work) {
      const total = Math.max(1, work.total ?? work.done);
      if (!bar) {
        const format = work.total === undefined ? "{text}" : "{text}  {bar}  {state}";
        bar = progressBar(stream, format);
      }
      const state = describeState(work);
      const label = `${jobLabel(work.job)}${work.phase}`;
      const payload = { text: work.total === undefined ? `${label} ${state}` : label, state };
      const done = Math.min(work.done, total);
      if (!bar.isActive) bar.start(total, done, payload);
      bar.setTotal(total);
      bar.update(done, payload);
    },
    stop() {
      bar?.stop();
      bar = undefined;
    },
  };
}

function lineDisplay(print: (line: string) => void, every: number): Display {
  let last: number | undefined;
  return {
    show(work) {
      last ??= work.started;
      if (work.time - last < every) return;
      last = work.time;
      print(`${jobLabel(work.job)}${work.phase}: ${describeState(work)}`);
    },
    stop() {},
  };
}

/** The line that an event gets, or undefined for those that have none. */
function describeEvent(event: RunEvent): string | undefined {
  switch (event.type) {
    case "start":
      return `run ${event.name}: ${event.jobs} ${event.jobs === 1 ? "model" : "models"} to train, kept in ${event.directory}`;
    case "device":
      return `device: ${event.report.device} (${event.backend}; ${event.report.detail}; ${event.report.gigaflops.toFixed(0)} GFLOP/s in a matrix product)`;
    case "choice":
      return `${speedTable(event.candidates)}\nthe fastest is ${event.label}`;
    case "problem":
      return `${event.action} ${event.source}${event.line === undefined ? "" : ` line ${event.line}`}: ${event.reason}`;
    case "resume":
      return `${jobLabel(event.job)}goes on after update ${event.step} from ${event.path}`;
    case "point":
      return describePoint(event);
    case "done":
      return `done in ${duration(event.seconds)}; the report: ${event.page}`;
    default:
      return undefined;
  }
}
