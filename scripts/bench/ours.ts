// Our side of the bench, in a process of its own so that its memory is its own too. Arguments: workload, threads.
// Reads lines: a number is a number of steps to time, "sample" and "peak" ask for other measurements.
import { createInterface } from "node:readline";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { initialise } from "@preflm/gpt";
import { trainingCase } from "./training-case.ts";
import { workloadNamed } from "./workloads.ts";

/** Sequences that are sampled side by side. */
const SAMPLING_ROWS = 64;

const [name, threads] = process.argv.slice(2);
const workload = workloadNamed(name);
const { config } = workload;
const { context: columns } = config;
const { tokens, step: trainStep } = trainingCase(workload);

const backend = onnxruntime(threads ? { threads: Number(threads) } : {});
const model = await backend.load(config, initialise(config, 1));

/** Milliseconds of a step, of its update, and of processor time. */
async function step(): Promise<readonly [number, number, number]> {
  const before = process.cpuUsage();
  const start = performance.now();
  let middle = start;
  const all = await trainStep(model, () => {
    middle = performance.now();
  });
  const { user, system } = process.cpuUsage(before);
  return [all, start + all - middle, (user + system) / 1000];
}

/** Tokens a second that a decoder takes in and gives logits for, from one token to the full context. */
async function sample(): Promise<number> {
  const decoder = await model.decode(Array.from({ length: SAMPLING_ROWS }, () => tokens(1)));
  await decoder.step(tokens(SAMPLING_ROWS)); // compiles
  const start = performance.now();
  const from = decoder.position;
  while (decoder.position < columns) await decoder.step(tokens(SAMPLING_ROWS));
  const seconds = (performance.now() - start) / 1000;
  const made = (decoder.position - from) * SAMPLING_ROWS;
  decoder.dispose();
  return made / seconds;
}

const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
await step();
say({ detail: (await backend.probe()).detail });
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "sample") say({ tokensPerSecond: await sample() });
  else if (line === "peak") say({ gigaflops: (await backend.probe()).gigaflops });
  else {
    const times: (readonly [number, number, number])[] = [];
    for (let i = 0; i < Number(line); i++) times.push(await step());
    say({
      milliseconds: times.map(([all]) => all),
      update: times.map(([, update]) => update),
      cpu: times.map(([, , cpu]) => cpu),
      peakBytes: process.resourceUsage().maxRSS * 1024,
    });
  }
}
