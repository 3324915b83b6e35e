// Sampling speed of the default backend: npm run bench:sampling -- [--only micro|small] [--quick]
import { availableParallelism, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { type Model, type ModelConfig, random } from "@preflm/core";
import { type GenerateOptions, generate } from "@preflm/eval";
import { initialise, sizes } from "@preflm/gpt";

const { values: options } = parseArgs({
  options: { only: { type: "string" }, quick: { type: "boolean", default: false } },
});

const configs: Readonly<Record<string, ModelConfig>> = {
  micro: { ...sizes.micro, vocabulary: 2048 },
  small: { ...sizes.small, vocabulary: 2048 },
};
if (options.only !== undefined && !Object.hasOwn(configs, options.only))
  throw new Error(`--only takes ${Object.keys(configs).join(", ")}, got "${options.only}".`);

const [ROUNDS, COUNT] = options.quick ? [1, 128] : [5, 512];
const END = 0;

/** The paper's sampling (Korbak et al. 2023, §3.2), of full length: a bench of nothing but tokens. */
const full = (tokens: number): GenerateOptions => ({
  temperature: 0.7,
  topP: 0.9,
  minimumLength: tokens,
  maximumLength: tokens,
  banned: [],
  seed: 1,
  endOfText: END,
});

/** What is sampled. */
interface Task {
  readonly name: string;
  readonly prompts: readonly Int32Array[];
  readonly options: GenerateOptions;
}

const uniform = random(1, "bench", "sampling");
const one = Array.from({ length: COUNT }, () => Int32Array.of(END));
const lengths = one.map(() =>
  Int32Array.from({ length: 1 + Math.floor(64 * uniform()) }, () => 2048 * uniform()),
);
const tasks: readonly Task[] = [
  { name: "one prompt of 1 token, 128 tokens", prompts: one, options: full(128) },
  { name: "prompts of 1–64 tokens, 64 tokens", prompts: lengths, options: full(64) },
  { name: "the same, 8 at a time", prompts: lengths, options: { ...full(64), batch: 8 } },
  {
    name: "steered, 64 tokens",
    prompts: one,
    options: { ...full(64), steer: { prompts: one.map(() => Int32Array.of(1)), strength: 1 } },
  },
];

interface Timing {
  readonly seconds: number;
  readonly processor: number;
  /** Seconds in the backend; the rest is choosing. */
  readonly decoding: number;
  readonly nats: number;
}

/**
 * An untrained model about as sure of its tokens as a trained one, about 3 nats: larger embeddings make larger logits,
 * and still larger positions keep it from repeating its last token.
 */
function sureModel(config: ModelConfig) {
  const { weights } = initialise(config, 1);
  const scaled = (name: string, by: number) => ({ [name]: weights[name].map((w) => by * w) });
  const sure = 9 * Math.sqrt(128 / config.width);
  return { weights: { ...weights, ...scaled("wte.weight", sure), ...scaled("wpe.weight", 50) } };
}

/** A model that adds up the time spent in it. */
function timed(model: Model): { readonly model: Model; seconds: number } {
  const result = { model, seconds: 0 };
  const time = async <T>(work: () => T | Promise<T>) => {
    const start = performance.now();
    const value = await work();
    result.seconds += (performance.now() - start) / 1000;
    return value;
  };
  const decode: Model["decode"] = async (prompts) => {
    const decoder = await time(() => model.decode(prompts));
    return Object.defineProperties(
      { step: (tokens: Int32Array) => time(() => decoder.step(tokens)) },
      {
        rows: { get: () => decoder.rows },
        position: { get: () => decoder.position },
        logits: { get: () => decoder.logits },
        select: { value: (rows: readonly number[]) => decoder.select(rows) },
        dispose: { value: () => decoder.dispose() },
      },
    ) as typeof decoder;
  };
  return Object.assign(result, { model: { ...model, decode } });
}

async function run(model: Model, { prompts, options: sampling }: Task): Promise<Timing> {
  const watched = timed(model);
  const [start, before] = [performance.now(), process.cpuUsage()];
  let nats = 0;
  for await (const { logProbability } of generate(watched.model, prompts, sampling))
    nats -= logProbability;
  const { user, system } = process.cpuUsage(before);
  return {
    seconds: (performance.now() - start) / 1000,
    processor: (user + system) / 1e6,
    decoding: watched.seconds,
    nats,
  };
}

const median = (values: readonly number[]) =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

const cores = availableParallelism();
const threadCounts = [...new Set([1, cores])];
console.log(`${COUNT} samples, median of ${ROUNDS}, load ${loadavg()[0].toFixed(1)}`);
const head = ["samples/min", "best", "tokens/s", "µs/token", "choosing", "processor", "nats/token"];
console.log("".padEnd(54), ...head.map((cell) => cell.padStart(11)));
for (const [size, config] of Object.entries(configs)) {
  if (options.only !== undefined && options.only !== size) continue;
  const state = sureModel(config);
  const models = await Promise.all(
    threadCounts.map((threads) => onnxruntime({ threads }).load(config, state)),
  );
  for (const task of tasks) {
    const sides: Timing[][] = threadCounts.map(() => []);
    const warm = { ...task, prompts: task.prompts.slice(0, 16) };
    const steer = task.options.steer;
    const warmOptions = steer
      ? { ...task.options, steer: { ...steer, prompts: steer.prompts.slice(0, 16) } }
      : task.options;
    for (const model of models) await run(model, { ...warm, options: warmOptions });
    for (let round = 0; round < ROUNDS; round++)
      for (const [i, model] of models.entries()) sides[i].push(await run(model, task));
    for (const [i, threads] of threadCounts.entries()) {
      const tokens = task.prompts.length * task.options.maximumLength;
      const each = (value: (timing: Timing) => number) =>
        median(sides[i].map((timing) => (1e6 * value(timing)) / tokens));
      const seconds = median(sides[i].map((timing) => timing.seconds));
      const best = Math.min(...sides[i].map((timing) => timing.seconds));
      const cells = [
        ((60 * COUNT) / seconds).toFixed(0),
        ((60 * COUNT) / best).toFixed(0),
        (tokens / seconds).toFixed(0),
        each((timing) => timing.seconds).toFixed(1),
        each((timing) => timing.seconds - timing.decoding).toFixed(1),
        each((timing) => timing.processor).toFixed(1),
        (sides[i][0].nats / tokens).toFixed(2),
      ];
      const side = `${size}, ${task.name}, ${threads} thread${threads > 1 ? "s" : ""}`;
      console.log(side.padEnd(54), ...cells.map((cell) => cell.padStart(11)));
    }
  }
  for (const model of models) model.dispose();
}
console.log(`load ${loadavg()[0].toFixed(1)}`);
