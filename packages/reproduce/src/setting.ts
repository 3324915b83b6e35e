import type { RunTaskInput } from "preflm";
import type { Scale } from "./scales.ts";
import type { PaperTask } from "./tasks.ts";

/** What all experiments share. */
export interface Setting {
  /** Folder of the reproduction; each task's files are in a folder in it. */
  readonly folder: string;
  readonly task: PaperTask;
  readonly scale: Scale;
  readonly seeds: readonly number[];
  /** Budget of one training run. */
  readonly tokens: number;
  /** The reader's own text instead of the task's. */
  readonly corpus?: string;
  /** Of training on one worker: what the costs of tasks are estimated from. */
  readonly secondsPerToken: number;
  /** A project that has the plugins installed: this package. */
  readonly project: string;
}

/** A run's configuration without its name and folder: plain JSON. */
export type RunSettings = RunTaskInput["config"];

/** Name of the task that all others come after. */
export const CORPUS = "corpus";

/** Share of the documents that bits per byte, prompts and multiple-choice items are made of. */
export const HELD_OUT = 0.1;

/** Of the initial weights. */
export const DEVIATION = 0.05;

/** The files that the task `corpus` leaves for all others. */
export function filesOf({ folder }: Pick<Setting, "folder">) {
  const file = (name: string) => `${folder}/${CORPUS}/${name}`;
  return {
    /** The text that models are trained on. */
    corpus: file("corpus.jsonl"),
    tokenizer: file("tokenizer.json"),
    /** Beginnings of held-out documents. */
    prompts: file("prompts.jsonl"),
    /** Multiple-choice items. */
    choices: file("choices.jsonl"),
    /** Labelled texts, of documents that no model is trained on. */
    train: file("labelled-train.jsonl"),
    test: file("labelled-test.jsonl"),
  };
}

/** Settings of one training run of an objective, but for what it is compared by. */
export function trainingOf(
  setting: Setting,
  objective: RunSettings["objective"],
  seed: number,
  tokens: number = setting.tokens,
): RunSettings {
  const { task, scale } = setting;
  const files = filesOf(setting);
  return {
    corpus: { path: files.corpus, id: "id" },
    scorer: task.scorer,
    objective,
    tokenizer: { path: files.tokenizer },
    model: scale.model,
    training: {
      tokens,
      tokensPerUpdate: scale.tokensPerUpdate,
      learningRate: scale.learningRate,
      warmup: 0.05,
      finalShare: 0.05,
      beta2: 0.98,
      deviation: DEVIATION,
    },
    sampling: { count: scale.samples },
    evaluation: { heldOut: HELD_OUT, characters: scale.heldOut, threshold: task.threshold },
    seeds: [seed],
  };
}
