// Training speed of the default backend: npm run bench -- [--against torch] [--only small|gpt2] [--quick]
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { trainingFlops } from "@preflm/gpt";
import { type Peer, startPeer, type Timing } from "./peer.ts";
import { bestForcedTorch, bestTorch } from "./torch.ts";
import { type Workload, workloads } from "./workloads.ts";

const { values: options } = parseArgs({
  options: {
    against: { type: "string" },
    only: { type: "string" },
    quick: { type: "boolean", default: false },
  },
});
if (options.against !== undefined && options.against !== "torch")
  throw new Error(`--against knows "torch", got "${options.against}".`);

const cores = availableParallelism();
const chosen = workloads.filter(({ name }) => !options.only || options.only === name);
if (chosen.length === 0)
  throw new Error(`--only takes ${workloads.map((w) => w.name).join(", ")}.`);

const OURS = fileURLToPath(new URL("ours.ts", import.meta.url));
const startOurs = (workload: Workload, threads: number) =>
  startPeer(process.execPath, [...process.execArgv, OURS, workload.name, String(threads)]);

/** A row of the table: one side on one workload. */
interface Row {
  readonly workload: string;
  readonly side: string;
  readonly milliseconds: number;
  readonly cells: readonly string[];
}

const rows: Row[] = [];
const notes: string[] = [];
for (const workload of chosen) await run(workload);
print();

async function run(workload: Workload): Promise<void> {
  const { name, config, rows: batch, turn } = workload;
  const rounds = options.quick ? 2 : name === "small" ? 15 : 5;
  console.log(`${name}: starting …`);
  const torch = options.against ? await bestTorch(workload, cores) : undefined;
  const forced = options.against ? await bestForcedTorch(workload, cores) : undefined;
  const sides: { side: string; peer: Peer; timings: Timing[] }[] = [];
  const join = (side: string, peer: Peer) => sides.push({ side, peer, timings: [] });
  const ours = await startOurs(workload, cores);
  join(`preflm, ${ours.ready.detail}`, ours);
  if (torch) join(`torch ${torch.peer.ready.ready} eager, ${torch.setting}`, torch.peer);
  if (forced) join(`torch with AVX-512 forced, ${forced.setting}`, forced.peer);
  if (cores > 1 && name === "small") join("preflm, 1 thread", await startOurs(workload, 1));

  // Turns of a few steps each, so that whatever else the machine does disturbs all sides alike.
  for (let round = 0; round < rounds; round++)
    for (const { peer, timings } of sides) timings.push(await peer.steps(turn));

  const peaks = [];
  for (let i = 0; i < 5; i++) peaks.push(Number((await ours.ask("peak")).gigaflops));
  const gigaflops = Math.max(...peaks);
  const sampled = options.quick && name !== "small" ? undefined : await ours.ask("sample");
  for (const { side, peer, timings } of sides) {
    peer.close();
    const milliseconds = median(timings.flatMap((timing) => timing.milliseconds));
    const update = timings.flatMap((timing) => timing.update ?? []);
    const flops = trainingFlops(config, batch, config.context) / milliseconds / 1e6;
    rows.push({
      workload: name,
      side,
      milliseconds,
      cells: [
        milliseconds.toFixed(1),
        Math.min(...timings.flatMap((timing) => timing.milliseconds)).toFixed(1),
        ((1000 * batch * config.context) / milliseconds).toFixed(0),
        update.length ? median(update).toFixed(1) : "",
        median(timings.flatMap((timing) => timing.cpu)).toFixed(0),
        flops.toFixed(0),
        `${((100 * flops) / gigaflops).toFixed(0)} %`,
        (Math.max(...timings.map((timing) => timing.peakBytes)) / 1e9).toFixed(2),
      ],
    });
  }
  const of = (start: string) =>
    rows.find((row) => row.workload === name && row.side.startsWith(start))?.milliseconds;
  const [mine, theirs, tuned, single] = [
    of("preflm"),
    of("torch 1"),
    of("torch with"),
    of("preflm, 1 thread"),
  ];
  notes.push(`sgemm peak ${name}: ${gigaflops.toFixed(0)} GFLOP/s (1024³, ${cores} threads)`);
  if (sampled)
    notes.push(
      `sampling ${name}: ${Number(sampled.tokensPerSecond).toFixed(0)} tokens/s at batch 64`,
    );
  if (mine && single)
    notes.push(`scaling ${name}: ${(single / mine).toFixed(2)} from 1 to ${cores} threads`);
  if (mine && tuned) notes.push(`against AVX-512 forced, ${name}: ${(tuned / mine).toFixed(2)}`);
  if (mine && theirs) notes.push(`ratio ${name}: ${(theirs / mine).toFixed(2)}`);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}

function print(): void {
  const header = [
    "ms/step",
    "best",
    "tokens/s",
    "AdamW ms",
    "cpu ms",
    "GFLOP/s",
    "of peak",
    "peak GB",
  ];
  const table = [
    ["workload", "side", ...header],
    ...rows.map(({ workload, side, cells }) => [workload, side, ...cells]),
  ];
  const widths = table[0].map((_, i) => Math.max(...table.map((row) => row[i].length)));
  console.log();
  for (const row of table)
    console.log(
      row.map((cell, i) => (i < 2 ? cell.padEnd(widths[i]) : cell.padStart(widths[i]))).join("  "),
    );
  console.log();
  for (const note of notes) console.log(note);
}
