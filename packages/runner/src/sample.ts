import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import {
  type Backend,
  checkOptions,
  didYouMean,
  type PluginReference,
  PreflmError,
  type Registry,
} from "@preflm/core";
import { loadTokenizer } from "@preflm/data";
import { generate } from "@preflm/eval";
import { type Checkpoint, latestCheckpoint, loadCheckpoint } from "./checkpoint.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";

/** What `sample` takes. */
export interface SampleConfig {
  /** A run's folder, a job's folder of checkpoints, or one checkpoint. */
  readonly path: string;
  /** Which of a run's models; needed if it trained several. */
  readonly objective?: string;
  readonly backend?: PluginReference<"backend">;
  /** Text to continue; empty by default. */
  readonly prompt?: string;
  /** The control token to start from instead of the objective's own; `""` for none. */
  readonly prefix?: string;
  readonly count?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly topK?: number;
  /** Most tokens to sample; as many as the context has room for by default. */
  readonly maximumLength?: number;
  readonly minimumLength?: number;
  readonly seed?: number;
  readonly registry?: Registry;
}

/** A continuation of the prompt. */
export interface Sample {
  readonly text: string;
  /** Whether the model ended the text itself. */
  readonly ended: boolean;
  /** Log-probability of the continuation under the model, in nats. */
  readonly logProbability: number;
}

const OPTIONS = [
  ...["path", "objective", "backend", "registry", "prompt", "prefix", "count", "seed"],
  ...["temperature", "topP", "topK", "minimumLength", "maximumLength"],
];

/** Samples from a trained checkpoint, the way its objective wants to be sampled unless told otherwise. */
export async function sample(config: SampleConfig): Promise<Sample[]> {
  const check = checkOptions("sample", config, OPTIONS);
  const count = check.integer("count", config.count ?? 1, { min: 1 });
  const checkpoint = await openCheckpoint(config.path, config.objective);
  const saved = await loadTokenizer(join(checkpoint.path, "tokenizer.json"));
  const { generation } = checkpoint.training;
  const prefix = config.prefix ?? generation?.prefix;
  const banned = (generation?.banned ?? []).filter((token) => token !== prefix);
  const id = (token: string) => {
    const known = saved.controlTokens[token];
    if (known !== undefined) return known;
    const names = Object.keys(saved.controlTokens);
    throw new PreflmError(
      "invalid-option",
      `The model has no control token "${token}".${didYouMean(token, names)} ${names.length ? `It has: ${names.join(", ")}.` : "It has none."}`,
    );
  };
  const [text] = await saved.encode([config.prompt ?? ""]);
  const prompt = Int32Array.from([saved.endOfText, ...(prefix ? [id(prefix)] : []), ...text]);
  const room = checkpoint.config.context - prompt.length;
  if (room < 1) {
    throw new PreflmError(
      "invalid-option",
      `The prompt has ${prompt.length} tokens, but the model's context is ${checkpoint.config.context}; shorten it.`,
    );
  }
  const backend: Backend = await resolvePlugin(
    config.registry ?? installedPlugins(),
    "backend",
    config.backend ?? "onnxruntime",
  );
  const model = await backend.load(checkpoint.config, { weights: checkpoint.state.weights });
  try {
    const samples: (Sample & { index: number })[] = [];
    const options = {
      temperature: config.temperature ?? 0.7,
      topP: config.topP ?? 0.9,
      ...(config.topK === undefined ? {} : { topK: config.topK }),
      minimumLength: config.minimumLength ?? 0,
      maximumLength: Math.min(config.maximumLength ?? room, room),
      banned: banned.map(id),
      seed: config.seed ?? 1,
      endOfText: saved.endOfText,
    };
    for await (const { index, tokens, ended, logProbability } of generate(
      model,
      Array(count).fill(prompt),
      options,
    )) {
      samples.push({ index, text: saved.decode(tokens), ended, logProbability });
    }
    return samples.sort((a, b) => a.index - b.index).map(({ index: _, ...rest }) => rest);
  } finally {
    model.dispose();
  }
}

async function openCheckpoint(path: string, objective: string | undefined): Promise<Checkpoint> {
  const entries = await readdir(path).catch(() => {
    throw new PreflmError(
      "io",
      `There is no folder ${resolve(path)}; pass a run's folder, such as runs/first-run.`,
    );
  });
  if (entries.includes("checkpoint.json")) return loadCheckpoint(path);
  if (entries.includes("checkpoints")) {
    const folders = await readdir(join(path, "checkpoints"), { withFileTypes: true });
    const jobs = folders.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const matching = jobs.filter(
      (job) => objective === undefined || job === objective || job.startsWith(`${objective}-seed`),
    );
    if (matching.length === 1 || (objective !== undefined && matching.length > 1)) {
      return openCheckpoint(join(path, "checkpoints", matching.sort()[0]), undefined);
    }
    const names = jobs.map((job) => job.replace(/-seed\d+$/, ""));
    const asked =
      objective === undefined ? "" : ` none is "${objective}".${didYouMean(objective, names)}`;
    throw new PreflmError(
      "invalid-option",
      `${path} has the models ${jobs.join(", ")};${asked} say which by objective (--objective).`,
    );
  }
  const newest = await latestCheckpoint(path);
  if (newest) return newest;
  throw new PreflmError(
    "invalid-option",
    `${path} holds no checkpoint; pass a run's folder, such as runs/first-run.`,
  );
}
