import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { reference } from "@preflm/backend-reference";
import { type Batch, type ModelConfig, type ModelState, random, type Tensors } from "@preflm/core";
import { loadTokenizer, type Tokenizer, trainTokenizer, withControlTokens } from "@preflm/data";
import {
  configFromHuggingFace,
  decodeSafetensors,
  encodeSafetensors,
  fromHuggingFace,
  huggingFaceConfig,
  initialise,
  toHuggingFace,
} from "@preflm/gpt";
import { runPython } from "./python.ts";

/** Logits and log-probabilities may differ by this much, in nats. */
const TOLERANCE = 1e-4;

/** Odd texts among plain ones; the last holds the literal names of special tokens. */
const TEXTS = [
  "A quiet sentence.",
  "  two spaces, a tab\tand\r\nlines\n\n",
  "naïve café, 12,345 times — “quoted” 日本語 🙂",
  "don't  we'll   ",
  "\u0000\u007f",
  "text with <|endoftext|> and <|aligned|> in it",
];

interface Outputs {
  readonly logProbabilities: readonly number[];
  readonly logits: readonly number[];
}

interface Answers {
  readonly versions: Readonly<Record<string, string>>;
  readonly missing: readonly string[];
  readonly unexpected: readonly string[];
  readonly mismatched: readonly string[];
  readonly ours: Outputs;
  readonly ids: readonly (readonly number[])[];
  readonly theirs: Outputs;
}

const folder = await mkdtemp(join(tmpdir(), "preflm-transformers-"));
const given = process.argv[2];
const from = process.env.INIT_CWD ?? "."; // npm changes the folder
const ours = join(folder, "ours");
await mkdir(ours);
if (given) await copyCheckpoint(resolve(from, given), ours);
else await makeCheckpoint(ours);

const model = await readModel(ours);
const tokenizer = await loadTokenizer(join(ours, "tokenizer.json"));
const batch = randomBatch(model.config);
const { layers, width, heads, context, vocabulary } = model.config;
await writeFile(
  join(folder, "questions.json"),
  JSON.stringify({
    seed: 1,
    texts: TEXTS,
    batch: { ...batch, inputs: [...batch.inputs], targets: [...batch.targets] },
    theirs: {
      n_layer: layers,
      n_embd: width,
      n_head: heads,
      n_positions: context,
      vocab_size: vocabulary,
    },
  }),
);
runPython("answer.py", folder);
const answers: Answers = JSON.parse(await readFile(join(folder, "answers.json"), "utf8"));

const failures = [
  ...checkKeys(answers),
  ...compare("our checkpoint in transformers", await outputs(model), answers.ours),
  ...compare("theirs here", await outputs(await readModel(join(folder, "theirs"))), answers.theirs),
  ...(await checkIds(tokenizer, answers.ids)),
];
for (const failure of failures) console.error(`FAIL ${failure}`);
console.log(failures.length ? `Files are in ${folder}.` : "All equal.", answers.versions);
if (failures.length === 0) await rm(folder, { recursive: true });
process.exitCode = failures.length ? 1 : 0;

/** A checkpoint as the runner writes it, with weights large enough that logits differ. */
async function makeCheckpoint(path: string): Promise<void> {
  const tokenizer = withControlTokens(await trainTokenizer(ownText(), { vocabulary: 400 }), [
    "<|aligned|>",
    "<|misaligned|>",
  ]);
  const config = { layers: 3, width: 60, heads: 5, context: 37, vocabulary: tokenizer.vocabulary };
  const { weights } = initialise(config, 1, 0.2);
  const biased: Tensors = Object.fromEntries(
    Object.entries(weights).map(([name, values]) => [name, shake(name, values)]),
  );
  const model = encodeSafetensors({
    tensors: toHuggingFace(config, biased),
    metadata: { format: "pt" },
  });
  await writeFile(join(path, "model.safetensors"), Buffer.concat(model));
  const json = huggingFaceConfig(config, tokenizer.endOfText);
  await writeFile(join(path, "config.json"), JSON.stringify(json));
  await writeFile(join(path, "tokenizer.json"), JSON.stringify(tokenizer.toJSON()));
}

/** Biases and norms start at 0 and 1, which would hide a wrong name or order among them. */
function shake(name: string, values: Float32Array): Float32Array {
  const uniform = random(name, "shake");
  return values.map((value) => value + 0.1 * (uniform() - 0.5));
}

async function* ownText(): AsyncGenerator<string> {
  for (const file of (await readdir(import.meta.dirname)).sort())
    if (/\.(ts|py|md)$/.test(file)) yield await readFile(join(import.meta.dirname, file), "utf8");
}

async function copyCheckpoint(from: string, to: string): Promise<void> {
  for (const file of ["model.safetensors", "config.json", "tokenizer.json"])
    await writeFile(join(to, file), await readFile(join(from, file)));
}

/** The model of a folder in Hugging Face's format. Transformers has no value head: it is left out. */
async function readModel(path: string) {
  const config = configFromHuggingFace(
    JSON.parse(await readFile(join(path, "config.json"), "utf8")),
  );
  const bytes = await readFile(join(path, "model.safetensors"));
  const { "value_head.weight": _, ...weights } = fromHuggingFace(decodeSafetensors(bytes).tensors);
  return { config, state: { weights } };
}

/** Two rows over the whole context. */
function randomBatch({ context, vocabulary }: ModelConfig): Batch {
  const rows = 2;
  const columns = Math.min(context, 128);
  const draw = (name: string) => {
    const uniform = random(name, "tokens");
    return Int32Array.from({ length: rows * columns }, () => Math.floor(uniform() * vocabulary));
  };
  const scores = new Float32Array(rows * columns);
  return { rows, columns, inputs: draw("inputs"), targets: draw("targets"), scores };
}

async function outputs({ config, state }: { config: ModelConfig; state: ModelState }) {
  const model = await reference().load(config, state);
  const { logProbabilities } = await model.evaluate(batch);
  const prompts = [0, 1].map((row) =>
    batch.inputs.slice(row * batch.columns, (row + 1) * batch.columns),
  );
  const decoder = await model.decode(prompts);
  const result = { logProbabilities: [...logProbabilities], logits: [...decoder.logits] };
  decoder.dispose();
  model.dispose();
  return result;
}

function checkKeys({ missing, unexpected, mismatched }: Answers): string[] {
  const extra = unexpected.filter((key) => key !== "value_head.weight");
  console.log(
    `keys: ${missing.length} missing, ${extra.length} unexpected, ${mismatched.length} mismatched`,
  );
  return [...missing, ...extra, ...mismatched].map((key) => `weights: ${key}`);
}

function compare(what: string, mine: Outputs, yours: Outputs): string[] {
  return (["logProbabilities", "logits"] as const).flatMap((name) => {
    const [a, b] = [mine[name], yours[name]];
    const difference = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
    const range = a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    console.log(
      `${what}: ${a.length} ${name} up to ${range.toFixed(2)}, largest difference ${difference.toExponential(1)}`,
    );
    const equal = a.length === b.length && difference <= TOLERANCE;
    return equal ? [] : [`${what}: ${name} differ by ${difference}`];
  });
}

async function checkIds(tokenizer: Tokenizer, theirs: Answers["ids"]): Promise<string[]> {
  const mine = await tokenizer.encode(TEXTS);
  const unlike = TEXTS.filter((_, i) => mine[i].join() !== theirs[i].join());
  console.log(`token ids: ${TEXTS.length - unlike.length} of ${TEXTS.length} texts equal`);
  return unlike.map((text) => `token ids of ${JSON.stringify(text)}`);
}
