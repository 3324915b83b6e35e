/** Whether TensorBoard's own reader sees what @preflm/tensorboard wrote. See README.md. */
import { appendFileSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { random } from "../../packages/core/src/index.ts";
import { eventWriter } from "../../packages/tensorboard/src/index.ts";
import { answers, environment } from "../compare-scrubadub/python.ts";

type Point = readonly [seconds: number, step: number, value: number];
type Points = Readonly<Record<string, readonly Point[]>>;

interface Board {
  readonly scalars: Readonly<Record<string, readonly (readonly [number, number, string])[]>>;
  readonly texts: Readonly<Record<string, readonly (readonly [number, string])[]>>;
}

const here = import.meta.dirname;
const python = environment(join(here, ".venv"), ["tensorboard==2.21.0", "setuptools<81"]);
const read = (folders: readonly string[]) =>
  answers(python, join(here, "compare.py"), folders) as readonly Board[];
const [seed = String(Math.floor(Math.random() * 2 ** 32)), ...runs] = process.argv.slice(2);
let failures = 0;

const folder = mkdtempSync(join(tmpdir(), "preflm-board-"));
const texts = ["**bold** | a | b |", "naïve 🙂", "\u0000"];
const written = writeRandom(folder, texts);
const [board] = read([folder]);
compare("random points in two files, the second with a torn end", written, board);
const gotTexts = (board.texts.notes ?? []).map(([, text]) => text);
if (JSON.stringify(gotTexts) !== JSON.stringify(texts)) fail(`texts: ${JSON.stringify(gotTexts)}`);
rmSync(folder, { recursive: true });

for (const run of runs) {
  const jobs = readdirSync(join(run, "tensorboard"));
  const boards = read(jobs.map((job) => join(run, "tensorboard", job)));
  for (const [i, job] of jobs.entries()) compare(`${run} ${job}`, logged(run, job), boards[i]);
}
console.log(failures ? `${failures} differences.` : `All equal, seed ${seed}.`);
process.exitCode = failures ? 1 : 0;

/** 2 × 5,000 points of 7 curves; the second file takes up at step 3,000, so that later points of the first do not count. */
function writeRandom(folder: string, texts: readonly string[]): Points {
  const uniform = random(Number(seed), "compare-tensorboard");
  const points: Record<string, Point[]> = {};
  for (const [from, to] of [
    [0, 5000],
    [3000, 8000],
  ]) {
    const writer = eventWriter(folder);
    writer.restart(from);
    for (const tag of Object.keys(points)) points[tag] = points[tag].filter(([, at]) => at < from);
    if (from === 0) for (const [step, text] of texts.entries()) writer.text("notes", step, text);
    for (let step = from; step < to; step++) {
      const tag = `curve/${step % 7} é`;
      const value = uniform() < 0.01 ? Number.NaN : (uniform() - 0.5) * 10 ** (uniform() * 60 - 30);
      const time = 1.7e12 + step;
      writer.scalar(tag, step, value, time);
      points[tag] ??= [];
      points[tag].push([time / 1000, step, value]);
    }
    writer.close();
    if (from > 0) appendFileSync(writer.path, readFileSync(writer.path).subarray(0, 30));
  }
  return points;
}

/** What a run's log says of its updates, the last word on each. */
function logged(run: string, job: string): Points {
  const names = {
    loss: "loss",
    learning_rate: "learningRate",
    gradient_norm: "gradientNorm",
    tokens_per_second: "tokensPerSecond",
    tokens_seen: "tokens",
  };
  const events = readFileSync(join(run, "events.jsonl"), "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line))
    .filter((event) => event.type === "train" && event.job.name === job);
  const last = new Map(events.map((event) => [event.step as number, event]));
  const steps = [...last].sort(([a], [b]) => a - b);
  return Object.fromEntries(
    Object.entries(names).map(([tag, field]) => [
      `train/${tag}`,
      steps.map(([step, event]): Point => [event.time / 1000, step, event[field]]),
    ]),
  );
}

function compare(what: string, expected: Points, { scalars }: Board): void {
  let count = 0;
  const before = failures;
  for (const [tag, points] of Object.entries(expected)) {
    const got = scalars[tag] ?? [];
    if (got.length !== points.length) fail(`${tag}: ${got.length} points, not ${points.length}`);
    for (const [i, [seconds, step, value]] of points.entries()) {
      const [gotSeconds, gotStep, shown] = got[i] ?? [];
      const gotValue = Number(shown?.replace("inf", "Infinity").replace("nan", "NaN"));
      const same = Object.is(gotValue, Math.fround(value));
      if (!same || gotStep !== step || gotSeconds !== seconds)
        fail(`${tag}[${i}]: ${shown} at ${gotStep}, not ${value} at ${step}`);
      count++;
    }
  }
  console.log(`${what}: ${count} points, ${failures - before} differ`);
}

function fail(message: string): void {
  if (failures++ < 10) console.error(`FAIL ${message}`);
}
