import { checkOptions, PreflmError } from "@preflm/core";

interface Drawing {
  /** How many samples the divergence is estimated on; 512 by default, 4,096 in the paper. */
  readonly samples?: number;
  /** Most tokens a sample, in the reference's own tokens; 64 by default, as in the paper. */
  readonly tokens?: number;
  /** Of the samples; 1 by default. */
  readonly seed?: number;
  /** Where a model that samples under a mark is given it: once (the default), or before every line, as it was trained. */
  readonly insert?: "start" | "lines";
}

/** A trained model of ours as the reference. */
export interface CheckpointReferenceConfig extends Drawing {
  /** A run's folder, a job's folder of checkpoints, or one checkpoint. */
  readonly checkpoint: string;
  /** Which of a run's models. */
  readonly objective?: string;
}

/** A model behind an OpenAI-compatible completions endpoint as the reference. */
export interface EndpointReferenceConfig extends Drawing {
  /** The API's base, such as `http://localhost:8000/v1`. */
  readonly url: string;
  /** The model's name at the endpoint. */
  readonly model: string;
  /** NAME of the environment variable that holds the key; none is sent by default. */
  readonly apiKeyVariable?: string;
  /** Prompt of every sample, empty by default. */
  readonly prompt?: string;
  /** Seconds a request may take. */
  readonly timeout?: number;
  /** Further tries after a failure that may pass. */
  readonly retries?: number;
  /** Seconds before the first of them; each waits twice as long. */
  readonly backoff?: number;
  /** Requests at a time. */
  readonly concurrency?: number;
  /** Samples a request. */
  readonly perRequest?: number;
}

/** The reference model of a run. */
export type ReferenceConfig = CheckpointReferenceConfig | EndpointReferenceConfig;

/** The same with its defaults. */
export type ReferenceSettings = ReferenceConfig & Required<Drawing>;

const DRAWING = ["samples", "tokens", "seed", "insert"];
const CHECKPOINT = ["checkpoint", "objective", ...DRAWING];
const ENDPOINT = [
  ...["url", "model", "apiKeyVariable", "prompt", "timeout", "retries", "concurrency"],
  ...["backoff", "perRequest", ...DRAWING],
];

/** Checks a reference and fills in its defaults. Contacts nothing and opens nothing. */
export function completeReference(config: ReferenceConfig): ReferenceSettings {
  const isCheckpoint = "checkpoint" in config;
  if (isCheckpoint === "url" in config) {
    throw new PreflmError(
      "invalid-option",
      'reference: expected either "checkpoint", the folder of a trained model, or "url" and "model" of an endpoint.',
    );
  }
  const check = checkOptions("reference", config, isCheckpoint ? CHECKPOINT : ENDPOINT);
  if (isCheckpoint) check.string("checkpoint", config.checkpoint);
  else for (const name of ["url", "model"] as const) check.string(name, config[name]);
  return {
    ...config,
    samples: check.integer("samples", config.samples ?? 512, { min: 1 }),
    tokens: check.integer("tokens", config.tokens ?? 64, { min: 1 }),
    seed: check.integer("seed", config.seed ?? 1, { min: 0 }),
    insert: check.oneOf("insert", config.insert ?? "start", ["start", "lines"]),
  };
}
