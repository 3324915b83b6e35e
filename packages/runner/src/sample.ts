import {
  type Backend,
  checkOptions,
  didYouMean,
  type PluginReference,
  PreflmError,
  type Registry,
} from "@preflm/core";
import { generate } from "@preflm/eval";
import { findCheckpoint } from "./find-checkpoint.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";

/** What `sample` takes. */
export interface SampleConfig {
  /** A run's folder, a folder of checkpoints, one checkpoint, or a GPT-2 as Hugging Face transformers saves it. */
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
  const { objective } = config;
  const checkpoint = await findCheckpoint(
    config.path,
    objective === undefined ? {} : { objective },
  );
  const saved = checkpoint.tokenizer;
  const generation = checkpoint.training?.generation;
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
  const model = await backend.load(checkpoint.config, { weights: checkpoint.weights });
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
