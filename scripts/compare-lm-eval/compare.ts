/** Whether lm-evaluation-harness, asking `preflm serve`, comes to our own numbers. See README.md. */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { Scorer } from "../../packages/core/src/index.ts";
import { multipleChoice, sequenceLogProbabilities } from "../../packages/eval/src/index.ts";
import { findCheckpoint, fromTexts, run } from "../../packages/runner/src/index.ts";
import { onnxruntime } from "../../plugins/backend-onnxruntime/src/index.ts";
import { conditional } from "../../plugins/objective-conditional/src/index.ts";
import { environment } from "../compare-scrubadub/python.ts";
import { makeItems, prose, writeTask } from "./items.ts";
import { makeProject, serve } from "./serve.ts";

const ITEMS = 100;
/** In nats for a choice: float32 sums in another order. */
const TOLERANCE = 1e-3;

interface Sample {
  readonly doc_id: number;
  readonly acc: number;
  readonly filtered_resps: readonly (readonly [string, string])[];
}

const here = import.meta.dirname;
const packages = ["lm_eval[api]==0.4.13", "transformers==5.23.0"];
const python = environment(join(here, ".venv"), packages);
const folder = mkdtempSync(join(tmpdir(), "preflm-lm-eval-"));
makeProject(folder);
const texts = prose();
const items = makeItems(texts, ITEMS, 1);
writeTask(folder, items);
const path = process.argv[2] ? resolve(process.argv[2]) : await train();
const checkpoint = await findCheckpoint(path);
const { config, weights, tokenizer, training } = checkpoint;
const model = await onnxruntime().load(config, { weights });
const prefix = training?.generation?.prefix;
const { accuracies } = await multipleChoice({
  model,
  tokenizer,
  items,
  ...(prefix ? { prefix } : {}),
});

let failures = 0;
for (const accuracy of accuracies) {
  const mark = accuracy.prefix;
  const server = await serve(
    folder,
    checkpoint.path,
    "--name",
    "ours",
    ...(mark ? [] : ["--mark", "none"]),
  );
  const began = performance.now();
  const samples = askHarness(server.url, mark ?? "none");
  const seconds = (performance.now() - began) / 1000;
  const code = await server.stop();
  const [furthest, greedy] = await compareSamples(samples, mark);
  const theirs = samples.reduce((sum, { acc }) => sum + acc, 0) / samples.length;
  console.log(
    `${mark ?? "no mark"}: accuracy ${accuracy.total.mean} here, ${theirs} there; log-likelihoods of ${4 * ITEMS} choices ` +
      `differ by ${furthest.toExponential(1)} nats at most; ${greedy} are the greedy continuation; ${seconds.toFixed(0)} s`,
  );
  if (theirs !== accuracy.total.mean) fail(`the accuracy is ${theirs}, not ${accuracy.total.mean}`);
  if (!(furthest < TOLERANCE)) fail(`log-likelihoods differ by ${furthest}`);
  if (code !== 0) fail(`preflm serve ended with ${code}`);
}
model.dispose();
rmSync(folder, { recursive: true });
process.exitCode = failures ? 1 : 0;

/** A small model of the READMEs; lines with digits are what it should not write. */
async function train(): Promise<string> {
  const score = (text: string) => (text.match(/\d/g) ?? []).length / Math.max(1, text.length);
  const digits: Scorer = {
    ...{ specificationVersion: "v1", name: "digits", fingerprint: "digits@1" },
    score: async (texts) => texts.map(score),
    annotate: async (texts) => texts.map((text) => [{ text, score: score(text) }]),
  };
  await run({
    name: "trained",
    output: folder,
    corpus: fromTexts("READMEs", texts),
    scorer: digits,
    objective: conditional({ threshold: 0 }),
    backend: onnxruntime(),
    tokenizer: { vocabulary: 1000 },
    model: { layers: 2, width: 64, heads: 4, context: 64 },
    training: { tokens: 400_000, tokensPerUpdate: 2048, learningRate: 2e-3 },
    sampling: { count: 8 },
  });
  return join(folder, "trained");
}

function askHarness(url: string, name: string): readonly Sample[] {
  const output = join(folder, `output-${name.replace(/\W/g, "")}`);
  mkdirSync(output);
  const model = {
    model: "ours",
    base_url: `${url}/completions`,
    tokenizer: checkpoint.path,
    tokenizer_backend: "huggingface",
    max_length: config.context - 1,
    num_concurrent: 4,
  };
  const command = [
    ...["-m", "lm_eval", "run", "--model", "local-completions", "--tasks", "preflm_choices"],
    ...[
      "--model_args",
      Object.entries(model)
        .map((pair) => pair.join("="))
        .join(","),
    ],
    ...["--include_path", folder, "--output_path", output, "--log_samples", "--batch_size", "8"],
  ];
  const offline = { HF_HUB_OFFLINE: "1", HF_DATASETS_OFFLINE: "1", HF_HOME: join(folder, "hf") };
  execFileSync(python, command, { stdio: "inherit", env: { ...process.env, ...offline } });
  const files = readdirSync(output, { recursive: true, encoding: "utf8" });
  const file = files.find((name) => /samples_.*\.jsonl$/.test(name))!;
  const lines = readFileSync(join(output, file), "utf8").trimEnd().split("\n");
  return lines.map((line) => JSON.parse(line) as Sample).sort((a, b) => a.doc_id - b.doc_id);
}

/** The largest difference of a choice's log-likelihood, and how many choices the harness found to be greedy. */
async function compareSamples(samples: readonly Sample[], mark: string | undefined) {
  const opening = [tokenizer.endOfText, ...(mark ? [tokenizer.controlTokens[mark]] : [])];
  const pairs = items.flatMap(({ context, choices }) => choices.map((choice) => [context, choice]));
  const contexts = await tokenizer.encode(pairs.map(([context]) => context));
  const choices = await tokenizer.encode(pairs.map(([, choice]) => choice));
  const expected = await sequenceLogProbabilities(
    model,
    pairs.map((_, i) => Int32Array.from([...opening, ...contexts[i], ...choices[i]])),
    { from: contexts.map(({ length }) => opening.length + length) },
  );
  const got = samples.flatMap(({ filtered_resps }) => filtered_resps);
  const differences = expected.map((values, i) =>
    Math.abs(values.reduce((sum, value) => sum + value, 0) - Number(got[i][0])),
  );
  const greedy = got.filter(([, isGreedy]) => String(isGreedy) === "True").length;
  return [Math.max(...differences), greedy] as const;
}

function fail(message: string): void {
  failures++;
  console.error(`FAIL ${message}`);
}
