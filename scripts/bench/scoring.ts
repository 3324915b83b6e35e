import { execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { availableParallelism, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs, promisify } from "node:util";
import { writeLetters } from "./scoring-corpus.ts";

/**
 * How scoring scales from one worker to two (or more), and how flat its memory is.
 *
 *   npm run bench:scoring -- --megabytes 300 --runs 3 --workers 1,2 --scorer pii --memory 1000 [--built]
 *
 * Every run is a process of its own with an empty cache, and the numbers of workers take turns, so that what
 * neighbours do to the machine falls on all. A scorer is a plugin of this repository, or a path and its export.
 */
const { values } = parseArgs({
  options: {
    megabytes: { type: "string", default: "32" },
    runs: { type: "string", default: "3" },
    workers: { type: "string", default: "1,2" },
    scorer: { type: "string", default: "pii" },
    options: { type: "string", default: "{}" },
    seed: { type: "string", default: "1" },
    memory: { type: "string", default: "0" },
    built: { type: "boolean", default: false }, // what npm run build left, as people install it, not the sources
  },
});
const entry = values.built ? "dist/index.js" : "src/index.ts";
const plugin = new URL(`../../plugins/scorer-${values.scorer}/${entry}`, import.meta.url);
const [module, name] = values.scorer.includes(":")
  ? [pathToFileURL(values.scorer.split(":")[0]).href, values.scorer.split(":")[1]]
  : [plugin.href, values.scorer];
const child = fileURLToPath(new URL("scoring-child.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "preflm-scoring-"));
const load = () => `load ${loadavg()[0].toFixed(1)}`;

interface Sample {
  readonly seconds: number;
  readonly rss: number;
  readonly bytes: number;
}

interface Speed {
  readonly seconds: number;
  readonly documents: number;
  readonly bytes: number;
  readonly processor: number;
  readonly mainThread?: number;
}

async function score(input: string, workers: number) {
  const output = join(folder, "scores");
  const flags = [...(values.built ? [] : ["--conditions=preflm:source"]), "--import", "tsx", child];
  const given = [input, output, String(workers), module, name, values.options];
  const { stdout } = await promisify(execFile)(process.execPath, [...flags, ...given], {
    maxBuffer: 1 << 26,
  });
  rmSync(output, { recursive: true });
  const lines = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { samples: lines.slice(0, -1) as Sample[], speed: lines.at(-1) as Speed };
}

const median = (numbers: readonly number[]) =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];

async function scaling(): Promise<void> {
  const input = join(folder, "letters.jsonl");
  const documents = writeLetters(input, Number(values.megabytes) * 1e6, Number(values.seed));
  console.log(
    `${values.megabytes} MB, ${documents} documents, scorer ${values.scorer}, ${availableParallelism()} cores, ${load()}`,
  );
  const counts = values.workers.split(",").map(Number);
  const speeds = new Map<number, Speed[]>(counts.map((count) => [count, []]));
  for (let run = 0; run < Number(values.runs); run++)
    for (const count of counts) speeds.get(count)?.push((await score(input, count)).speed);
  console.log(
    "workers   seconds (median, best)   ratio (median, best)   MB/s  documents/s  processor s, main thread's",
  );
  const of = (count: number, value: (speed: Speed) => number) =>
    (speeds.get(count) ?? []).map(value);
  const base = of(counts[0], ({ seconds }) => seconds);
  for (const count of counts) {
    const seconds = of(count, (speed) => speed.seconds);
    const [middle, best] = [median(seconds), Math.min(...seconds)];
    const ratios = [median(base) / middle, Math.min(...base) / best].map((r) => r.toFixed(2));
    const speed = speeds.get(count)?.[0] as Speed;
    const cells = [
      String(count).padStart(7),
      `${middle.toFixed(2)}, ${best.toFixed(2)}`.padStart(24),
      ratios.join(", ").padStart(22),
      (speed.bytes / 1e6 / middle).toFixed(2).padStart(6),
      (speed.documents / middle).toFixed(0).padStart(12),
      median(of(count, ({ processor }) => processor))
        .toFixed(1)
        .padStart(12),
      median(of(count, ({ mainThread }) => mainThread ?? Number.NaN))
        .toFixed(1)
        .padStart(14),
    ];
    console.log(cells.join(" "));
  }
  console.log(load());
}

async function memory(megabytes: number): Promise<void> {
  const input = join(folder, "large.jsonl");
  writeLetters(input, megabytes * 1e6, Number(values.seed));
  const workers = Number(values.workers.split(",").at(-1));
  const { samples, speed } = await score(input, workers);
  const peak = Math.max(...samples.map(({ rss }) => rss));
  console.log(
    `memory while ${megabytes} MB are scored by ${workers} workers, each █ 16 MB, ${load()}`,
  );
  const step = Math.max(1, Math.floor(samples.length / 24));
  for (const [i, { seconds, rss, bytes }] of samples.entries()) {
    if (i % step !== 0 && i !== samples.length - 1) continue;
    const label =
      `${seconds.toFixed(0)} s`.padStart(7) + `${(bytes / 1e6).toFixed(0)} MB`.padStart(9);
    console.log(
      `${label}  ${"█".repeat(Math.round(rss / 2 ** 24))} ${(rss / 2 ** 20).toFixed(0)} MB`,
    );
  }
  const half = samples.slice(Math.floor(samples.length / 2));
  const [first, second] = [samples.slice(5, Math.floor(samples.length / 2)), half].map((part) =>
    median(part.map(({ rss }) => rss / 2 ** 20)),
  );
  console.log(
    `peak ${(peak / 2 ** 20).toFixed(0)} MB; median of the first half ${first?.toFixed(0)} MB, of the second ${second?.toFixed(0)} MB; ${(speed.bytes / 1e6 / speed.seconds).toFixed(2)} MB/s`,
  );
}

try {
  if (Number(values.runs) > 0) await scaling();
  if (Number(values.memory) > 0) await memory(Number(values.memory));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
