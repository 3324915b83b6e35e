import type { Task } from "preflm";
import type { CorpusInput } from "../corpus-task.ts";
import { CORPUS, type Setting } from "../setting.ts";

const CORPUS_SECONDS = 10;

/** The text of all experiments: written, scored and tokenised once. */
export function corpus({ project, scale, task, corpus: path }: Setting): Task[] {
  const input: CorpusInput = {
    task: task.name,
    ...(path === undefined ? {} : { path }),
    project,
    ...(Number.isFinite(scale.characters) ? { characters: scale.characters } : {}),
    vocabulary: scale.vocabulary,
    context: scale.model.context,
    labelled: { train: scale.classification.train, test: scale.classification.test },
    choices: scale.choices,
  };
  const module = import.meta.resolve("@preflm/reproduce");
  return [{ name: CORPUS, module, export: "prepareCorpus", input, cost: CORPUS_SECONDS }];
}
