import { PreflmError } from "@preflm/core";
import { defineCommand } from "citty";
import { tellCheckpoint } from "./checkpoint-arguments.ts";
import { backendReference, givenOf, numberOption, scorerReference } from "./command-line.ts";
import { showProgress } from "./progress.ts";
import { duration } from "./progress-text.ts";
import { type SampleConfig, streamSamples } from "./sample.ts";
import { openSampleOutput } from "./sample-output.ts";
import { interruptSignal } from "./signal.ts";

const args = {
  path: { type: "positional", description: "a run's folder or a checkpoint", required: true },
  objective: { type: "string", description: "which of the run's models, such as mle or mle-seed2" },
  prompt: { type: "string", description: "text to continue" },
  prompts: { type: "string", description: 'JSONL of texts to continue (field "prompt" or "text")' },
  prefix: { type: "string", description: "text before each prompt" },
  mark: {
    type: "string",
    description: "aligned, misaligned, none or a control token; by default as the objective says",
  },
  steer: { type: "string", description: "aligned + so many times (aligned - misaligned)" },
  scorer: { type: "string", description: "scores the samples: a name, a path or JSON" },
  bestOf: { type: "string", description: "of so many samples keep the one that scores best" },
  banned: { type: "string", description: "never sampled: a string of one token, or a JSON array" },
  count: { type: "string", description: "how many samples (5)" },
  temperature: { type: "string", description: "0 is greedy (0.7)" },
  topP: { type: "string", description: "nucleus (0.9)" },
  topK: { type: "string", description: "of the most probable tokens only so many" },
  minimumLength: { type: "string", description: "least tokens to sample (0)" },
  maximumLength: { type: "string", description: "most tokens to sample" },
  totalLength: { type: "string", description: "most tokens with the prompt" },
  truncate: { type: "string", description: "left: of long prompts keep the end" },
  seed: { type: "string", description: "random seed (1)" },
  batch: { type: "string", description: "samples side by side (as memory allows)" },
  backend: { type: "string", description: "where to run: a name, or JSON with use (onnxruntime)" },
  json: { type: "boolean", description: "a JSON object a line" },
  output: { type: "string", description: "write the JSON lines to this file" },
} as const;

const NUMBERS = [
  ...["steer", "bestOf", "count", "temperature", "topP", "topK", "minimumLength"],
  ...["maximumLength", "totalLength", "seed", "batch"],
] as const;

/** `preflm sample`: text from a trained model, while it comes. */
export const sampleCommand = defineCommand({
  meta: { name: "sample", description: "Sample from a trained model" },
  args,
  async run({ args }) {
    const given: Readonly<Record<string, unknown>> = args;
    const numbers = NUMBERS.map((name) => [
      name,
      numberOption(name, given[name] as string | undefined),
    ]);
    const { objective, prompt, prompts, prefix, mark, truncate, scorer } = args;
    const backend = backendReference(args.backend);
    const count = numberOption("count", args.count) ?? 5;
    const config = {
      path: tellCheckpoint(args.path, givenOf({ objective })),
      ...givenOf({ prompt, prompts, prefix, mark, backend, truncate }),
      ...givenOf(Object.fromEntries(numbers)),
      ...givenOf({
        scorer: scorer === undefined ? undefined : scorerReference(scorer),
        banned: args.banned === undefined ? undefined : bannedStrings(args.banned),
      }),
      count,
    } as SampleConfig;
    await writeSamples(config, count, args.json ?? false, args.output);
  },
});

/** Writes samples as they come, and tells on stderr how fast they did. */
async function writeSamples(
  config: SampleConfig,
  count: number,
  json: boolean,
  file: string | undefined,
): Promise<void> {
  const output = openSampleOutput(file, json);
  const interrupt = interruptSignal();
  const progress = showProgress();
  // A terminal shows the samples themselves.
  const quiet = file === undefined && process.stdout.isTTY;
  let first: number | undefined;
  let written = 0;
  const onProgress: SampleConfig["onProgress"] = ({ tokens: done, total }) => {
    first ??= performance.now();
    if (quiet) return;
    progress({ time: Date.now(), type: "progress", phase: "sample", done, total, unit: "tokens" });
  };
  try {
    for await (const each of streamSamples({ ...config, onProgress, signal: interrupt.signal })) {
      await output.write(each);
      written++;
    }
  } finally {
    interrupt.dispose();
    progress({ time: Date.now(), type: "failed", message: "" }); // takes down the bar
    await output.close();
    const seconds = (performance.now() - (first ?? performance.now())) / 1000;
    if (written > 0) {
      const rate = `${written} of ${count} samples in ${duration(seconds)} (${(written / seconds).toFixed(1)} samples/s)`;
      process.stderr.write(file === undefined ? `${rate}\n` : `${rate}, in ${file}\n`);
    }
  }
}

function bannedStrings(given: string): readonly string[] {
  if (!given.startsWith("[") || !given.endsWith("]")) return [given];
  try {
    return JSON.parse(given);
  } catch (cause) {
    const message = `--banned is not JSON: ${given}. Write one string, or --banned '["a","b"]'.`;
    throw new PreflmError("invalid-option", message, { cause });
  }
}
