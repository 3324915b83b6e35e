import type { Task } from "preflm";
import type { CorpusInput } from "../corpus-task.ts";
import { CORPUS, type Setting } from "../setting.ts";

/** The text of all experiments: written, scored and tokenised once. */
export function corpus({ project, scale, task, corpus: path }: Setting): Task[] {
  const input: CorpusInput = {
    task: task.name,
    ...(path === undefined ? {} : { path }),
    project,
    ...(Number.isFinite(scale.documents) ? { documents: scale.documents } : {}),
    vocabulary: scale.vocabulary,
    context: scale.model.context,
    labelled: { train: scale.classification.train, test: scale.classification.test },
    choices: scale.choices,
  };
  const module = import.meta.resolve("@preflm/reproduce");
  return [{ name: CORPUS, module, export: "prepareCorpus", input, cost: 200_000 }];
}
