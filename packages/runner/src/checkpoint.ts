import { createHash } from "node:crypto";
import { readdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type ModelConfig, type ModelState, PreflmError, type Tensors } from "@preflm/core";
import { fileError, type LoaderPosition, type Tokenizer } from "@preflm/data";
import type { EvaluationPoint } from "@preflm/eval";
import {
  decodeSafetensors,
  encodeSafetensors,
  fromHuggingFace,
  huggingFaceConfig,
  layout,
  toHuggingFace,
} from "@preflm/gpt";
import { readHashed, writeFileAtomic, writeFolderAtomic } from "./files.ts";

const FORMAT = "preflm-checkpoint-1";

/** What a checkpoint records beside the tensors: enough to go on bit for bit. */
export interface TrainingState {
  readonly objective: string;
  readonly seed: number;
  /** Updates done. */
  readonly step: number;
  /** Updates of the whole training. */
  readonly steps: number;
  readonly tokens: number;
  /** Training time so far, over all resumptions. */
  readonly seconds: number;
  /** Where the data stands in the phase that the last update was of. */
  readonly position: LoaderPosition;
  /** The loss curve so far: each point the mean over a stretch of updates, the last one unfinished. */
  readonly curve: readonly {
    readonly step: number;
    readonly sum: number;
    readonly count: number;
  }[];
  /** What was measured on the way, in order. */
  readonly points: readonly EvaluationPoint[];
  /** How the objective wants to be sampled; control tokens by name. */
  readonly generation?: { readonly prefix?: string; readonly banned?: readonly string[] };
  readonly versions: Readonly<Record<string, string>>;
}

/** A checkpoint read back. */
export interface Checkpoint {
  readonly path: string;
  readonly config: ModelConfig;
  readonly state: ModelState;
  readonly training: TrainingState;
  /** SHA-256 of `model.safetensors`. */
  readonly sha256: string;
}

interface FileDigest {
  readonly bytes: number;
  readonly sha256: string;
}

interface CheckpointIndex extends TrainingState {
  readonly format: string;
  readonly config: ModelConfig;
  readonly files: Readonly<Record<string, FileDigest>>;
  /** SHA-256 of this file's JSON without this field. */
  readonly checksum: string;
}

/**
 * Writes `<folder>/step-<n>`: `model.safetensors`, `config.json` and `tokenizer.json` as Hugging Face
 * transformers loads them, the optimiser's moments, and `checkpoint.json` with the SHA-256 of each.
 * The folder appears whole or not at all. Returns its path.
 */
export async function saveCheckpoint(
  folder: string,
  config: ModelConfig,
  state: ModelState,
  tokenizer: Tokenizer,
  training: TrainingState,
): Promise<string> {
  const path = join(folder, `step-${String(training.step).padStart(8, "0")}`);
  const parts: Record<string, readonly Uint8Array[]> = {
    "model.safetensors": encodeSafetensors({
      tensors: toHuggingFace(config, state.weights),
      metadata: { format: "pt" },
    }),
    "config.json": [json(huggingFaceConfig(config, tokenizer.endOfText))],
    "tokenizer.json": [json(tokenizer.toJSON())],
  };
  if (state.optimizer)
    parts["optimizer.safetensors"] = encodeSafetensors({
      tensors: moments(config, state.optimizer),
    });
  await writeFolderAtomic(path, async (temporary) => {
    const files: Record<string, FileDigest> = {};
    for (const [name, content] of Object.entries(parts)) {
      await writeFileAtomic(join(temporary, name), content);
      files[name] = digest(content);
    }
    const index = { format: FORMAT, config, ...training, files };
    const checksum = digest([json(index)]).sha256;
    await writeFileAtomic(join(temporary, "checkpoint.json"), [json({ ...index, checksum })]);
  });
  return path;
}

/** Removes the other steps beside a checkpoint that is whole. */
export async function removeOtherCheckpoints(path: string): Promise<void> {
  const folder = dirname(path);
  for (const name of await steps(folder)) {
    if (join(folder, name) !== path) await rm(join(folder, name), { recursive: true, force: true });
  }
}

/** The newest checkpoint under a job's folder, or undefined if there is none. A damaged one is an error. */
export async function latestCheckpoint(folder: string): Promise<Checkpoint | undefined> {
  const newest = (await steps(folder)).at(-1);
  return newest ? loadCheckpoint(join(folder, newest)) : undefined;
}

/** Reads and verifies one checkpoint folder, without the optimiser's state if that is not needed. */
export async function loadCheckpoint(
  path: string,
  { optimizer: wanted = true }: { readonly optimizer?: boolean } = {},
): Promise<Checkpoint> {
  const { checksum, format, files, config, ...training } = await readIndex(path);
  for (const name of Object.keys(files))
    if (!name.endsWith(".safetensors")) await readVerified(path, name, files[name]);
  const read = async (name: string) => {
    const bytes = await readVerified(path, name, files[name]);
    return decodeSafetensors(bytes, join(path, name)).tensors;
  };
  const state: ModelState = { weights: fromHuggingFace(await read("model.safetensors")) };
  const { sha256 } = files["model.safetensors"];
  if (!wanted || !files["optimizer.safetensors"]) return { path, config, state, training, sha256 };
  const tensors = await read("optimizer.safetensors");
  const pick = (kind: string): Tensors =>
    Object.fromEntries(layout(config).map(({ name }) => [name, tensors[`${kind}.${name}`].values]));
  const optimizer = {
    step: training.step,
    firstMoment: pick("first"),
    secondMoment: pick("second"),
  };
  return { path, config, state: { ...state, optimizer }, training, sha256 };
}

/** A file's bytes once its size and SHA-256 are right. */
async function readVerified(path: string, name: string, expected: FileDigest): Promise<Uint8Array> {
  const { bytes, sha256 } = await readHashed(join(path, name));
  if (bytes.length !== expected.bytes)
    throw damaged(path, `${name} has ${bytes.length} bytes instead of ${expected.bytes}`);
  if (sha256 !== expected.sha256) throw damaged(path, `${name} does not match its SHA-256`);
  return bytes;
}

async function readIndex(path: string): Promise<CheckpointIndex> {
  const file = join(path, "checkpoint.json");
  const text = await readFile(file, "utf8").catch((cause) => {
    throw fileError(file, cause);
  });
  let index: CheckpointIndex;
  try {
    index = JSON.parse(text);
  } catch {
    throw damaged(path, "checkpoint.json is not JSON");
  }
  const { checksum, ...rest } = index;
  if (index.format !== FORMAT) {
    throw new PreflmError(
      "corrupt",
      `${path} is not a checkpoint of this version: format ${index.format}, expected ${FORMAT}.`,
    );
  }
  if (digest([json(rest)]).sha256 !== checksum)
    throw damaged(path, "checkpoint.json does not match its checksum");
  return index;
}

async function steps(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^step-\d{8,}$/.test(name)).sort();
}

function moments(config: ModelConfig, optimizer: NonNullable<ModelState["optimizer"]>) {
  return Object.fromEntries(
    layout(config).flatMap(({ name, shape }) => [
      [`first.${name}`, { shape, values: optimizer.firstMoment[name] }],
      [`second.${name}`, { shape, values: optimizer.secondMoment[name] }],
    ]),
  );
}

function damaged(path: string, why: string): PreflmError {
  return new PreflmError(
    "corrupt",
    `The checkpoint ${path} is damaged: ${why}. Restore the folder from a copy, or delete it to start this objective again.`,
  );
}

function json(value: unknown): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(value, null, 1)}\n`);
}

function digest(parts: readonly Uint8Array[]): FileDigest {
  const hash = createHash("sha256");
  let bytes = 0;
  for (const part of parts) {
    hash.update(part);
    bytes += part.byteLength;
  }
  return { bytes, sha256: hash.digest("hex") };
}
