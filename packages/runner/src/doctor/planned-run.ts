import { basename } from "node:path";
import { loadTokenizer } from "@preflm/data";
import { type ModelSize, sizes } from "@preflm/gpt";
import { readModelConfig } from "../hugging-face-folder.ts";
import { measured } from "../prepare-corpus.ts";
import { completeSettings, type RunConfig, type Settings } from "../settings.ts";
import { updateShape } from "../update-shape.ts";
import type { PlannedRun } from "./run-needs.ts";

/** GPT-2's tokens. */
const GPT2_VOCABULARY = 50_257;

/** The run of a configuration that a file gave. Rejects where the configuration is wrong, or its corpus is not there. */
export async function runOfConfig(path: string, config: RunConfig): Promise<PlannedRun> {
  const settings = completeSettings(config);
  const { training, seeds, objectives, output, rows, columns } = settings;
  const { size } = await measured(settings.corpus);
  return {
    label: basename(path),
    config: { ...settings.model, vocabulary: await vocabularyOf(settings) },
    rows,
    possibleRows: divisors(training.tokensPerUpdate / columns),
    columns,
    models: objectives.length * seeds.length,
    kept: training.keep.length,
    ...(size === undefined ? {} : { characters: size }),
    output,
  };
}

/** A run of one model of a size, with the default micro-batch of an update of 8,192 tokens. */
export function runOfSize(label: string, size: ModelSize, vocabulary: number): PlannedRun {
  const columns = size.context;
  const tokens = 8 * Math.ceil(1024 / columns) * columns;
  const { rows } = updateShape({ tokens, tokensPerUpdate: tokens }, columns);
  const config = { ...size, vocabulary };
  const possibleRows = divisors(tokens / columns);
  return { label, config, rows, possibleRows, columns, models: 1, kept: 0, output: "runs" };
}

/** The vocabulary that a model of this name has if none is given. */
export function usualVocabulary(size: ModelSize): number {
  return size === sizes.gpt2 ? GPT2_VOCABULARY : 8192;
}

async function vocabularyOf({ tokenizer, sources }: Settings): Promise<number> {
  const [source] = sources?.values() ?? [];
  if (source !== undefined) return readModelConfig(source).vocabulary;
  if (tokenizer === undefined || tokenizer === "gpt2") return GPT2_VOCABULARY;
  return "path" in tokenizer
    ? (await loadTokenizer(tokenizer.path)).vocabulary
    : tokenizer.vocabulary;
}

/** What divides a number, ascending. */
function divisors(of: number): number[] {
  return Array.from({ length: of }, (_, i) => i + 1).filter((n) => of % n === 0);
}
