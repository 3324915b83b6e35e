import type { PluginKind, PluginReference, Registry } from "@preflm/core";
import { PreflmError } from "@preflm/core";
import type { Corpus } from "@preflm/data";
import type { CompleteScenario, Scenario } from "@preflm/eval";
import { checkConfig, type ModelSize } from "@preflm/gpt";
import { z } from "zod";
import type { Listener } from "./events.ts";
import { type CorpusPath, corpusOf } from "./prepare-corpus.ts";
import {
  completeReference,
  type ReferenceConfig,
  type ReferenceSettings,
} from "./reference-settings.ts";
import { completeScenarios } from "./scenarios.ts";
import { describeIssues } from "./settings-error.ts";
import { completeStart, type SourceReference } from "./sources.ts";
import { updateShape } from "./update-shape.ts";

const positive = z.number().positive();
const whole = z.number().int().min(1);
const share = z.number().min(0).max(1);

const trainingSchema = z.strictObject({
  tokens: positive,
  tokensPerUpdate: whole,
  rows: whole.optional(),
  learningRate: positive,
  warmup: share.default(0.01),
  decay: z.enum(["linear", "cosine", "constant"]).default("linear"),
  finalShare: share.default(0),
  weightDecay: z.number().min(0).default(0.1),
  beta1: z.number().min(0).lt(1).default(0.9),
  beta2: z.number().min(0).lt(1).default(0.999),
  epsilon: positive.default(1e-8),
  clipNorm: z
    .custom<number>(
      (value) => typeof value === "number" && value > 0,
      "expected a number above 0; Infinity never clips",
    )
    .default(1),
  deviation: positive.default(0.02),
  checkpointEvery: whole.optional(),
  keep: z.array(share.gt(0)).default([]),
  documents: z
    .tuple([share, share])
    .refine(([from, until]) => from < until, "expected the smaller share first")
    .default([0, 1]),
});

const samplingSchema = z.strictObject({
  count: whole.default(512),
  batch: whole.optional(),
  temperature: z.number().min(0).default(0.7),
  topP: positive.max(1).default(0.9),
  topK: whole.optional(),
  minimumLength: z.number().int().min(0).default(10),
  maximumLength: whole.optional(),
});

const evaluationSchema = z.strictObject({
  heldOut: z.number().gt(0).lt(1).default(0.05),
  characters: whole.default(100_000),
  threshold: z
    .union(
      [z.number().min(0), z.strictObject({ quantile: share })],
      "expected a score ≥ 0 or { quantile: 0 … 1 }",
    )
    .default(0),
  at: z.array(share).default([]),
  samples: whole.default(128),
});

const corpusSchema = z.custom<Corpus | CorpusPath | string>(
  (value) =>
    typeof value === "string" ||
    typeof (value as Partial<Corpus> | undefined)?.documents === "function" ||
    typeof (value as Partial<CorpusPath> | undefined)?.path === "string",
  "expected a path, { path, …options } or a corpus such as jsonl(path)",
);

const reference = <Kind extends PluginKind>() =>
  z.custom<PluginReference<Kind>>(
    (value) =>
      typeof value === "string" ||
      (typeof value === "object" &&
        value !== null &&
        ("use" in value || "specificationVersion" in value)),
    'expected a name such as "pii", { use: name, …options } or a plugin',
  );
const objective = reference<"objective">();

/** What is checked elsewhere, with errors of its own. */
const object = <T>(expected: string) =>
  z.custom<T>((value) => typeof value === "object" && value !== null, expected);

/** Names that are folders: no path, nothing hidden. */
export const FOLDER_NAME = /^\w[\w.-]*$/;

const configSchema = z.strictObject({
  name: z
    .string()
    .regex(FOLDER_NAME, "expected letters, digits, . _ and - only, not . or - first")
    .optional(),
  output: z.string().default("runs"),
  corpus: corpusSchema,
  scorer: reference<"scorer">(),
  objective: z.union(
    [objective, z.array(objective).min(1)],
    'expected one or several of: a name such as "mle", { use: name, …options }, a plugin',
  ),
  backend: reference<"backend">().default("onnxruntime"),
  tokenizer: z
    .union(
      [
        z.literal("gpt2"),
        z.strictObject({ vocabulary: whole }),
        z.strictObject({ path: z.string() }),
      ],
      'expected { vocabulary: 8192 } to train one, { path: "tokenizer.json" } or "gpt2"',
    )
    .optional(),
  model: z.strictObject({ layers: whole, width: whole, heads: whole, context: whole }).optional(),
  from: z
    .union(
      [
        z.string(),
        z.strictObject({
          path: z.string(),
          objective: z.string().optional(),
          seed: z.number().int().min(0).optional(),
          at: share.gt(0).optional(),
        }),
      ],
      'expected the folder of a checkpoint, or { path: "runs/pretrain", objective, seed, at }',
    )
    .optional(),
  training: trainingSchema,
  sampling: samplingSchema.prefault({}),
  scenarios: object<Scenario | readonly Scenario[]>(
    'expected a scenario such as { name: "prompted", prompts: "prompts.jsonl" }, or an array of them',
  ).optional(),
  evaluation: evaluationSchema.prefault({}),
  reference: object<ReferenceConfig>(
    'expected { checkpoint: "runs/long" } or { url: "http://localhost:8000/v1", model: "…" }',
  ).optional(),
  seeds: z
    .array(z.number().int().min(0))
    .min(1)
    .refine((seeds) => new Set(seeds).size === seeds.length, "a seed is given twice")
    .default([1]),
  resume: z.boolean().default(false),
  registry: z
    .custom<Registry>(
      (value) => typeof (value as Partial<Registry> | undefined)?.resolve === "function",
      "expected a registry such as createRegistry() makes",
    )
    .optional(),
  tensorboard: z.boolean().default(true),
  listeners: z
    .array(z.custom<Listener>((value) => typeof value === "function", "expected a function"))
    .optional(),
  signal: z.instanceof(AbortSignal, { error: "expected an AbortSignal" }).optional(),
});

/** What `run` takes. Plugins may be objects, names, or names with options; everything else is plain data. */
export interface RunConfig {
  /** Folder name under `output`; made from the corpus and the time if absent. */
  readonly name?: string;
  /** Where runs are kept; `"runs"` by default. */
  readonly output?: string;
  /** A path (`openCorpus` says which), `{ path, format, text, id, extensions, onBadLine }`, or a corpus. */
  readonly corpus: Corpus | CorpusPath | string;
  readonly scorer: PluginReference<"scorer">;
  /** One objective or several, each trained on an equal token budget. */
  readonly objective: PluginReference<"objective"> | readonly PluginReference<"objective">[];
  /** `"onnxruntime"` by default. */
  readonly backend?: PluginReference<"backend">;
  /** A byte-level BPE trained on the corpus (8,192 entries by default), a `tokenizer.json`, or GPT-2's. */
  readonly tokenizer?: { readonly vocabulary: number } | { readonly path: string } | "gpt2";
  /** The model's sizes; with `from` they come from there. */
  readonly model?: ModelSize;
  /**
   * Weights to start from instead of random ones: a checkpoint, a run's folder, or a GPT-2 of Hugging Face's. The
   * tokenizer comes from there too. `{seed}` in a path is the training seed.
   */
  readonly from?: SourceReference;
  readonly training: z.input<typeof trainingSchema>;
  readonly sampling?: z.input<typeof samplingSchema>;
  /** Ways of sampling from each model; by default those of `sampling`, and under the other mark and none where there are marks. */
  readonly scenarios?: Scenario | readonly Scenario[];
  readonly evaluation?: z.input<typeof evaluationSchema>;
  /** The model whose samples say how far each model is from it (KL). */
  readonly reference?: ReferenceConfig;
  /** One training run per objective and seed; `[1]` by default. */
  readonly seeds?: readonly number[];
  /** Go on with the run of this name where it stopped. */
  readonly resume?: boolean;
  /** Where names are looked up; by default the plugins that the project has installed. */
  readonly registry?: Registry;
  /** Hear the run's events; by default progress is shown on the terminal. */
  readonly listeners?: readonly Listener[];
  /** Write TensorBoard event files to `<run>/tensorboard/`, as is done by default. */
  readonly tensorboard?: boolean;
  /** Stops the run after saving a checkpoint; by default Ctrl-C does. */
  readonly signal?: AbortSignal;
}

/** A configuration with every default filled in. */
export type Settings = Omit<
  z.output<typeof configSchema>,
  "objective" | "corpus" | "model" | "scenarios" | "reference"
> & {
  readonly corpus: Corpus;
  readonly model: ModelSize;
  /** The checkpoint's folder that each training seed starts from; absent where weights start at random. */
  readonly sources?: ReadonlyMap<number, string>;
  /** Absent: those that each objective asks for. */
  readonly scenarios?: readonly CompleteScenario[];
  readonly reference?: ReferenceSettings;
  readonly objectives: readonly PluginReference<"objective">[];
  readonly columns: number;
  readonly rows: number;
  readonly accumulate: number;
  readonly steps: number;
};

/** Checks a configuration and fills in the defaults; every problem is one clear error. */
export function completeSettings(config: unknown): Settings {
  const parsed = configSchema.safeParse(config);
  if (!parsed.success) {
    const message = describeIssues(parsed.error.issues, config, configSchema);
    throw new PreflmError("invalid-option", message);
  }
  const { objective, corpus, scenarios: given, reference, ...settings } = parsed.data;
  const { training, sampling, name, resume, seeds } = settings;
  const { model, tokenizer, sources } = completeStart(settings, seeds);
  checkConfig({ ...model, vocabulary: 1 });
  checkLengths(sampling, model.context);
  if (resume && name === undefined) {
    throw new PreflmError(
      "invalid-option",
      '"resume" goes on with a run by its name, but "name" is missing; give the name of its folder.',
    );
  }
  const objectives = Array.isArray(objective) ? objective : [objective];
  const shape = updateShape(training, model.context);
  const scenarios = completeScenarios(given, sampling);
  return {
    ...settings,
    model,
    ...(tokenizer ? { tokenizer } : {}),
    ...(sources ? { sources } : {}),
    ...(scenarios ? { scenarios } : {}),
    ...(reference ? { reference: completeReference(reference) } : {}),
    corpus: corpusOf(corpus),
    objectives,
    ...shape,
  };
}

/** Told now rather than when the first model is trained. The prompt may take two tokens: end-of-text and a mark. */
function checkLengths(sampling: z.output<typeof samplingSchema>, context: number): void {
  const { minimumLength, maximumLength = context } = sampling;
  if (maximumLength > context) {
    throw new PreflmError(
      "invalid-option",
      `"sampling.maximumLength" is ${maximumLength}, but the model's context is ${context} tokens; give at most that, or a larger model.context.`,
    );
  }
  const room = Math.min(maximumLength, context - 2);
  if (room >= 1 && minimumLength <= room) return;
  throw new PreflmError(
    "invalid-option",
    `"sampling.minimumLength" is ${minimumLength}, but samples have at most ${room} tokens (model.context ${context} less a prompt of 2, or sampling.maximumLength); give less, or a larger model.context.`,
  );
}
