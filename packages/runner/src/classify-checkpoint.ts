import { checkOptions, type ModelConfig, type ModelState } from "@preflm/core";
import {
  type ClassificationResult,
  type ClassifiedText,
  type ClassifyOptions,
  classify,
  labelTokens,
} from "@preflm/eval";
import { adoptWeights, initialise } from "@preflm/gpt";
import { z } from "zod";
import {
  CHECKPOINT_OPTIONS,
  type CheckpointOptions,
  markOf,
  readCheckpoint,
} from "./checkpoint-model.ts";
import type { FoundCheckpoint } from "./find-checkpoint.ts";
import { readJsonLines } from "./json-lines.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import { WORK_OPTIONS, type WorkOptions, working } from "./work.ts";

/** What `classifyCheckpoint` takes, beside what `classify` of `@preflm/eval` does. */
export interface ClassifyConfig
  extends CheckpointOptions,
    WorkOptions,
    Pick<ClassifyOptions, "epochs" | "rows" | "learningRate" | "keep" | "batch" | "seed"> {
  /** Files of JSON lines, each a text and its label. */
  readonly train: string;
  readonly test: string;
  /** Fields of the text and of its label: a string, a number, true or false; `"text"` and `"label"` by default. */
  readonly text?: string;
  readonly label?: string;
  /** Begin with random weights instead of the checkpoint's: what pretraining is compared with. */
  readonly untrained?: boolean;
}

const TRAINING = ["epochs", "rows", "learningRate", "keep", "batch", "seed"] as const;
const OPTIONS = ["train", "test", "text", "label", "untrained", ...TRAINING];

/** Finetunes a checkpoint to name the classes of texts and tests it on others. Writes `classification.json`. */
export async function classifyCheckpoint(config: ClassifyConfig): Promise<ClassificationResult> {
  checkOptions("classify", config, [...CHECKPOINT_OPTIONS, ...WORK_OPTIONS, ...OPTIONS]);
  const { seed = 1, untrained = false } = config;
  const train = await readTexts(config.train, config);
  const test = await readTexts(config.test, config);
  const checkpoint = await readCheckpoint(config.checkpoint);
  const { tokenizer } = checkpoint;
  const labels = labelTokens(train, checkpoint.config.vocabulary);
  const { prefix } = markOf(checkpoint, config.mark);
  const given = Object.fromEntries(
    TRAINING.filter((name) => config[name] !== undefined).map((name) => [name, config[name]]),
  );
  return working(config.output ?? "classification.json", config, async (emit, signal) => {
    const registry = config.registry ?? installedPlugins();
    const backend = await resolvePlugin(registry, "backend", config.backend ?? "onnxruntime");
    const grown = withLabels(checkpoint, Object.keys(labels).length, untrained, seed);
    const model = await backend.load(grown.config, grown.state);
    try {
      return await classify({
        ...{ model, tokenizer, labels, train, test, signal },
        ...given,
        ...(prefix !== undefined && { prefix }),
        onProgress: (done, total) =>
          emit({ type: "progress", phase: "finetune", done, total, unit: "texts" }),
      });
    } finally {
      model.dispose();
    }
  });
}

/** The model with so many more tokens and without a value head. */
function withLabels(
  { config, weights }: FoundCheckpoint,
  labels: number,
  untrained: boolean,
  seed: number,
): { readonly config: ModelConfig; readonly state: ModelState } {
  const { valueHead: _, ...plain } = config;
  const grown = { ...plain, vocabulary: config.vocabulary + labels };
  const state = untrained ? initialise(config, seed) : { weights };
  return { config: grown, state: adoptWeights(config, state, grown, seed) };
}

async function readTexts(
  path: string,
  { text = "text", label = "label" }: ClassifyConfig,
): Promise<readonly ClassifiedText[]> {
  const schema = z.object({
    [text]: z.string(),
    [label]: z.union([z.string(), z.number(), z.boolean()]),
  });
  const expected = `{ "${text}": a text, "${label}": a string, a number, true or false }. Fields of other names: --text and --label.`;
  return (await readJsonLines(path, schema, expected)).map(({ value, source }) => ({
    text: String(value[text]),
    label: String(value[label]),
    source,
  }));
}
