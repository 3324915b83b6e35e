import {
  type Backend,
  checkOptions,
  type PluginReference,
  PreflmError,
  type Registry,
  type Scorer,
  show,
} from "@preflm/core";
import {
  type CompleteScenario,
  completeScenario,
  type DrawProgress,
  drawScenario,
  type Scenario,
  scoreDrawn,
} from "@preflm/eval";
import { findCheckpoint } from "./find-checkpoint.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";

/** What `sample` takes: a model, and all that a scenario may say. */
export interface SampleConfig extends Omit<Scenario, "name" | "hitThreshold"> {
  /** A run's folder, a folder of checkpoints, one checkpoint, or a GPT-2 as Hugging Face transformers saves it. */
  readonly path: string;
  /** Which of a run's models; needed if it trained several. */
  readonly objective?: string;
  readonly backend?: PluginReference<"backend">;
  /** A text to continue, in place of `prompts`. */
  readonly prompt?: string;
  /** Scores the samples; `bestOf` needs it. */
  readonly scorer?: PluginReference<"scorer">;
  readonly seed?: number;
  /** Samples side by side; by default as many as memory allows. */
  readonly batch?: number;
  readonly registry?: Registry;
  readonly onProgress?: (progress: DrawProgress) => void;
  /** Stops it: it rejects with the code `"interrupted"`. */
  readonly signal?: AbortSignal;
}

/** A continuation of a prompt. */
export interface Sample {
  /** The text it continues, if prompts were given. */
  readonly prompt?: string;
  readonly text: string;
  /** By the scorer, if there is one. */
  readonly score?: number;
  /** Whether the model ended the text itself. */
  readonly ended: boolean;
  /** Log-probability of the continuation under the model, in nats. */
  readonly logProbability: number;
}

const OPTIONS = [
  ...["path", "objective", "backend", "registry", "scorer", "seed", "batch", "onProgress"],
  ...["signal", "prompt", "prompts", "prefix", "mark", "markAfterPrompt", "scorePrompt"],
  ...["banned", "truncate", "count", "temperature", "topP", "topK", "minimumLength"],
  ...["maximumLength", "totalLength", "steer", "bestOf"],
];

/** Samples from a trained checkpoint, the way its objective wants to be sampled unless told otherwise. */
export async function sample(config: SampleConfig): Promise<Sample[]> {
  const samples: (Sample & { readonly index: number })[] = [];
  for await (const each of streamSamples(config)) samples.push(each);
  return samples.sort((a, b) => a.index - b.index).map(({ index: _, ...rest }) => rest);
}

/** The same, each sample as its batch is done (look at `index`): any number of them needs little memory. */
export async function* streamSamples(
  config: SampleConfig,
): AsyncGenerator<Sample & { readonly index: number }> {
  const scenario = scenarioOf(config);
  const { objective, seed = 1, signal, onProgress = () => {} } = config;
  const registry = config.registry ?? installedPlugins();
  const scorer: Scorer | undefined =
    config.scorer === undefined
      ? undefined
      : await resolvePlugin(registry, "scorer", config.scorer);
  const found = await findCheckpoint(config.path, objective === undefined ? {} : { objective });
  const { tokenizer, training } = found;
  const controlTokens = Object.keys(tokenizer.controlTokens);
  expectNoMark(config.prefix, controlTokens);
  const marks = {
    controlTokens,
    ...(training?.generation ? { generation: training.generation } : {}),
  };
  const reference = config.backend ?? "onnxruntime";
  const backend: Backend = await resolvePlugin(registry, "backend", reference);
  const model = await backend.load(found.config, { weights: found.weights });
  try {
    const drawn = drawScenario({ model, tokenizer, marks }, scenario, seed, (progress) => {
      if (signal?.aborted) throw new PreflmError("interrupted", "Stopped while sampling.");
      onProgress(progress);
    });
    for await (const { prompt, ...each } of scorer ? scoreDrawn(drawn, scenario, scorer) : drawn)
      yield { ...(scenario.prompts === undefined ? {} : { prompt }), ...each };
  } finally {
    model.dispose();
  }
}

function scenarioOf(config: SampleConfig): CompleteScenario {
  checkOptions("sample", config, OPTIONS);
  const {
    path: _,
    objective,
    backend,
    registry,
    scorer,
    seed,
    onProgress,
    signal,
    ...rest
  } = config;
  const { prompt, prompts, batch, ...scenario } = rest;
  const fail = (message: string): never => {
    throw new PreflmError("invalid-option", `sample: ${message}.`);
  };
  if (prompt !== undefined && prompts !== undefined) fail('give "prompt" or "prompts", not both');
  if ((scenario.bestOf ?? 1) > 1 && scorer === undefined)
    fail(
      `"bestOf" keeps the sample that scores best, but there is no "scorer"; give one, such as "pii"`,
    );
  const given = prompt === undefined ? prompts : [prompt];
  return completeScenario(
    { name: "sample", ...scenario, ...(given === undefined ? {} : { prompts: given }) },
    {
      count: 1,
      temperature: 0.7,
      topP: 0.9,
      minimumLength: 0,
      ...(batch === undefined ? {} : { batch }),
    },
  );
}

/** A prefix is text. Whoever writes a mark there would have its letters read, and a model that knows nothing of them. */
function expectNoMark(prefix: string | undefined, controlTokens: readonly string[]): void {
  if (prefix === undefined || !controlTokens.includes(prefix)) return;
  throw new PreflmError(
    "invalid-option",
    `${show(prefix)} is a control token; "prefix" is text before each prompt. Say mark: ${show(prefix)} (--mark) instead.`,
  );
}
