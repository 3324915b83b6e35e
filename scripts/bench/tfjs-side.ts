// One engine of backend-tfjs for tfjs.ts, in a process of its own. Argument: engine.
// Reads lines: a number is a number of steps to time, "sample" asks for the speed of decoding.
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { type TfjsOptions, tfjs } from "@preflm/backend-tfjs";
import { initialise } from "@preflm/gpt";
import { trainingCase } from "./training-case.ts";
import { workloads } from "./workloads.ts";

/** Sequences that are sampled side by side. */
const SAMPLING_ROWS = 64;

const engine = process.argv[2] as TfjsOptions["engine"];
const { PREFLM_TFJS_MODULE: folder } = process.env;
const given = engine === "node" || engine === "node-gpu" ? folder : undefined;
const [workload] = workloads; // small
const { config } = workload;
const { tokens, step } = trainingCase(workload);
const backend = tfjs({
  engine,
  ...(given ? { tf: createRequire(import.meta.url)(given) } : {}),
});
const model = await backend.load(config, initialise(config, 1));

/** Tokens a second that a decoder takes in and gives logits for, from one token to the full context. */
async function sample(): Promise<number> {
  const decoder = await model.decode(Array.from({ length: SAMPLING_ROWS }, () => tokens(1)));
  const start = performance.now();
  while (decoder.position < config.context) await decoder.step(tokens(SAMPLING_ROWS));
  const seconds = (performance.now() - start) / 1000;
  decoder.dispose();
  return ((config.context - 1) * SAMPLING_ROWS) / seconds;
}

const say = (value: object) => process.stdout.write(`${JSON.stringify(value)}\n`);
await step(model);
say(await backend.probe());
for await (const line of createInterface({ input: process.stdin })) {
  if (line === "sample") say({ tokensPerSecond: await sample() });
  else {
    const milliseconds: number[] = [];
    const cpu: number[] = [];
    for (let i = 0; i < Number(line); i++) {
      const before = process.cpuUsage();
      milliseconds.push(await step(model));
      const { user, system } = process.cpuUsage(before);
      cpu.push((user + system) / 1000);
    }
    say({ milliseconds, cpu, peakBytes: process.resourceUsage().maxRSS * 1024 });
  }
}
