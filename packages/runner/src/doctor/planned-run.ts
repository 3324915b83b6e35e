import { basename } from "node:path";
import { isDeepStrictEqual } from "node:util";
import type { ModelConfig } from "@preflm/core";
import { loadTokenizer } from "@preflm/data";
import { type ModelSize, sizes } from "@preflm/gpt";
import { sizeNames, usualRows, usualVocabulary } from "../choose/named-sizes.ts";
import { readModelConfig } from "../hugging-face-folder.ts";
import { measured } from "../prepare-corpus.ts";
import { completeSettings, type RunConfig, type Settings } from "../settings.ts";
import type { PlannedRun } from "./run-needs.ts";

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

/** A run that trains one model with the usual micro-batch. */
export function runOfModel(config: ModelConfig): PlannedRun {
  const rows = usualRows(config);
  return {
    label: nameOf(config),
    config,
    rows,
    possibleRows: Array.from({ length: rows }, (_, i) => i + 1),
    columns: config.context,
    models: 1,
    kept: 0,
    output: "runs",
  };
}

function nameOf({ layers, width, heads, context }: ModelConfig): string {
  const same = (size: ModelSize) => isDeepStrictEqual(size, { layers, width, heads, context });
  const name = sizeNames.find((one) => same(sizes[one]));
  return name ? `size ${name}` : "this model";
}

async function vocabularyOf({ tokenizer, sources }: Settings): Promise<number> {
  const [source] = sources?.values() ?? [];
  if (source !== undefined) return readModelConfig(source).vocabulary;
  if (tokenizer === undefined || tokenizer === "gpt2") return usualVocabulary("gpt2");
  return "path" in tokenizer
    ? (await loadTokenizer(tokenizer.path)).vocabulary
    : tokenizer.vocabulary;
}

/** What divides a number, ascending. */
function divisors(of: number): number[] {
  return Array.from({ length: of }, (_, i) => i + 1).filter((n) => of % n === 0);
}
