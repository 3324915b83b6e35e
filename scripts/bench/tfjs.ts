// Training speed of backend-tfjs beside the default backend: npm run bench:tfjs -- [--rounds 5] [--cpu]
// With PREFLM_TFJS_MODULE=<folder of tfjs-node> its engine is measured too (scripts/tfjs-node).
import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { type Peer, startPeer, type Timing } from "./peer.ts";
import { workloads } from "./workloads.ts";

const { values: options } = parseArgs({
  options: {
    rounds: { type: "string", default: "5" },
    // Plain JavaScript takes most of a minute a step.
    cpu: { type: "boolean", default: false },
  },
});

const { config, rows } = workloads[0];
const tokens = rows * config.context;
const OURS = new URL("ours.ts", import.meta.url);
const TFJS = new URL("tfjs-side.ts", import.meta.url);
const start = (file: URL, ...args: string[]) =>
  startPeer(process.execPath, [...process.execArgv, fileURLToPath(file), ...args]);

interface Side {
  readonly name: string;
  readonly peer: Peer;
  readonly timings: Timing[];
}

const sides: Side[] = [];
const join = async (name: string, peer: Promise<Peer>) =>
  sides.push({ name, peer: await peer, timings: [] });
await join("onnxruntime, 1 thread", start(OURS, "small", "1"));
await join("tfjs wasm, 1 thread", start(TFJS, "wasm"));
if (process.env.PREFLM_TFJS_MODULE) {
  await join(`onnxruntime, ${availableParallelism()} threads`, start(OURS, "small"));
  await join("tfjs node", start(TFJS, "node"));
}
if (options.cpu) await join("tfjs cpu", start(TFJS, "cpu"));
for (const { name, peer } of sides) console.log(name, JSON.stringify(peer.ready));

// In turns, so that whatever else the machine does disturbs all alike.
for (let round = 0; round < Number(options.rounds); round++)
  for (const { name, peer, timings } of sides)
    if (name !== "tfjs cpu" || round === 0)
      timings.push(await peer.steps(name === "tfjs cpu" ? 1 : 2));

const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
};
const measured = [];
for (const { name, peer, timings } of sides) {
  const sampled = name === "tfjs cpu" ? undefined : await peer.ask("sample");
  peer.close();
  measured.push({
    name,
    wall: median(timings.flatMap(({ milliseconds }) => milliseconds)),
    cpu: median(timings.flatMap(({ cpu }) => cpu)),
    peak: Math.max(...timings.map(({ peakBytes }) => peakBytes)),
    sampled: sampled && Number(sampled.tokensPerSecond),
  });
}
const [first] = measured;
console.log(
  "\n| | ms a step | processor ms a step | tokens/s | tokens a processor second | ratio, by processor time | peak memory | sampling tokens/s |\n|---|---|---|---|---|---|---|---|",
);
for (const { name, wall, cpu, peak, sampled } of measured) {
  const perSecond = (milliseconds: number) => ((1000 * tokens) / milliseconds).toFixed(0);
  const cells = [
    ...[name, wall.toFixed(0), cpu.toFixed(0), perSecond(wall), perSecond(cpu)],
    ...[(first.cpu / cpu).toFixed(3), `${(peak / 1e9).toFixed(2)} GB`, sampled?.toFixed(0) ?? "–"],
  ];
  console.log(`| ${cells.join(" | ")} |`);
}
