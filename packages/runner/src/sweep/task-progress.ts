import type { ProgressOptions } from "../progress.ts";
import { progressBar } from "../progress-bar.ts";
import { duration } from "../progress-text.ts";
import type { Task, TaskEvent } from "./task.ts";

/** A task under way may seem to be done to this share: its cost is an estimate. */
const MOST = 0.95;

/** Hears what happens while tasks run and shows it, on stderr by default: how far all of them are, and the time left. */
export function showTasks({
  stream = process.stderr,
  every = 5000,
}: ProgressOptions = {}): (event: TaskEvent) => void {
  const print = (line: string) => stream.write(`${line}\n`);
  const bar = stream.isTTY ? progressBar(stream) : undefined;
  const meter = taskMeter();
  let timer: NodeJS.Timeout | undefined;
  const tick = () => {
    const { share, state } = meter.look(performance.now());
    if (bar) bar.update(Math.round(1000 * share), { state });
    else print(state);
  };
  const say = (line: string) => {
    bar?.stop();
    print(line);
    bar?.start(1000, 0, { state: "" });
  };
  return (event) => {
    meter.hear(event, performance.now());
    if (event.type === "plan") {
      bar?.start(1000, 0, { state: "" });
      timer = setInterval(tick, bar ? 250 : every);
    } else if (event.type === "finished" && !event.earlier) {
      say(`${event.task.name}: ${duration(event.seconds)}`);
    } else if (event.type === "failed") {
      say(`${event.task.name} failed: ${event.message}`);
    } else if (event.type === "end") {
      clearInterval(timer);
      bar?.stop();
    }
  };
}

/** Keeps count of tasks: how far they are, and what is left. Times are in milliseconds. */
export function taskMeter() {
  const running = new Map<Task, { readonly since: number; phase: string }>();
  let [workers, count, done, total, doneCost, doneSeconds] = [1, 0, 0, 0, 0, 0];
  const costOf = ({ cost = 1 }: Task) => cost;
  const settle = (task: Task) => {
    running.delete(task);
    done++;
    doneCost += costOf(task);
  };
  return {
    hear(event: TaskEvent, now: number) {
      if (event.type === "plan") {
        workers = event.workers;
        count = event.tasks.length;
        total = event.tasks.reduce((sum, task) => sum + costOf(task), 0);
      } else if (event.type === "started") {
        running.set(event.task, { since: now, phase: "" });
      } else if (event.type === "finished") {
        settle(event.task);
        doneSeconds += event.seconds;
      } else if (event.type === "failed") {
        settle(event.task);
        doneSeconds += costOf(event.task) * (doneCost > 0 ? doneSeconds / doneCost : 0);
      } else if (event.type === "event") {
        const state = running.get(event.task);
        const inner = event.event;
        if (state && inner.type === "train")
          state.phase = ` ${Math.floor((100 * inner.step) / inner.steps)} %`;
        else if (state && inner.type === "progress") state.phase = ` ${inner.phase}`;
      }
    },
    /** Share of the work that is done, and how things stand in words. */
    look(now: number): { readonly share: number; readonly state: string } {
      const rate = doneCost > 0 ? doneSeconds / doneCost : undefined; // seconds a unit of cost
      let partly = 0;
      for (const [task, { since }] of running) {
        const expected = rate === undefined ? Infinity : rate * costOf(task);
        partly += costOf(task) * Math.min(MOST, (now - since) / 1000 / expected);
      }
      const share = total > 0 ? (doneCost + partly) / total : 1;
      const left =
        rate === undefined
          ? ""
          : ` · ${duration(((total - doneCost - partly) * rate) / workers)} left`;
      const names = [...running].map(([{ name }, { phase }]) => name + phase).join(", ");
      const state = `${done} of ${count} tasks · ${Math.floor(100 * share)} %${left}${names ? ` · ${names}` : ""}`;
      return { share, state };
    },
  };
}
