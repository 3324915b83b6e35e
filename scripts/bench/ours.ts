// One side of the bench: training steps of our backend, in a process of its own so that memory is its own too.
// Arguments: workload threads. Reads lines from standard input: a number is a number of steps to time.
import { createInterface } from "node:readline";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { type Batch, random, type TokenLoss } from "@preflm/core";
import { initialise } from "@preflm/gpt";
import { workloads } from "./sizes.ts";

const [name, threads] = process.argv.slice(2);
const workload = workloads.find((w) => w.name === name);
if (!workload) throw new Error(`No workload "${name}".`);
const { config, rows } = workload;
const columns = config.context;
const count = rows * columns;
const uniform = random(1, "bench");
const tokens = () => Int32Array.from({ length: count }, () => config.vocabulary * uniform());
const batch: Batch = {
  rows,
  columns,
  inputs: tokens(),
  targets: tokens(),
  scores: new Float32Array(count),
};
const loss: TokenLoss = { likelihood: new Float32Array(count).fill(1) };
const adamw = {
  learningRate: 1e-4,
  beta1: 0.9,
  beta2: 0.95,
  epsilon: 1e-8,
  weightDecay: 0.1,
  clipNorm: 1,
};

const backend = onnxruntime(threads ? { threads: Number(threads) } : {});
const model = await backend.load(config, initialise(config, 1));

async function step(): Promise<{ accumulate: number; update: number }> {
  const start = performance.now();
  await model.accumulate(batch, loss, 1 / count);
  const middle = performance.now();
  await model.update(adamw);
  return { accumulate: middle - start, update: performance.now() - middle };
}

await step();
const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
say({ ready: (await backend.probe()).detail });
for await (const line of createInterface({ input: process.stdin })) {
  const milliseconds: number[] = [];
  const update: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < Number(line); i++) {
    const before = process.cpuUsage();
    const times = await step();
    const { user, system } = process.cpuUsage(before);
    cpu.push((user + system) / 1000);
    milliseconds.push(times.accumulate + times.update);
    update.push(times.update);
  }
  say({ milliseconds, cpu, update, peakBytes: process.resourceUsage().maxRSS * 1024 });
}
