import type { ModelConfig, ModelState } from "@preflm/core";
import {
  type ChoiceItem,
  type ChoiceResult,
  type ClassificationResult,
  type ClassifiedText,
  classify,
  labelTokens,
  multipleChoice,
} from "@preflm/eval";
import { growVocabulary, initialise } from "@preflm/gpt";
import type { TaskContext } from "preflm";
import { openModel } from "./open-model.ts";
import { readJsonLines } from "./read-lines.ts";
import { DEVIATION } from "./setting.ts";

/** What both tasks are called with. */
interface DownstreamInput {
  /** A folder of the project that has the plugins installed. */
  readonly project: string;
  /** Folder of the run that trained the model. */
  readonly checkpoint: string;
  readonly seed: number;
}

/** What `classificationTask` is called with. */
export interface ClassificationInput extends DownstreamInput {
  /** Begin with new weights instead of the trained ones. */
  readonly untrained: boolean;
  readonly train: string;
  readonly test: string;
  readonly epochs: number;
}

/** What `choicesTask` is called with. */
export interface ChoicesInput extends DownstreamInput {
  readonly items: string;
}

/** Finetunes a trained model, or one with new weights, to tell what kind a text is of. */
export async function classificationTask(
  input: ClassificationInput,
  context: TaskContext,
): Promise<ClassificationResult> {
  const { project, checkpoint, untrained, epochs, seed } = input;
  const train = await readJsonLines<ClassifiedText>(input.train);
  const test = await readJsonLines<ClassifiedText>(input.test);
  let labels = {};
  const withLabels = (config: ModelConfig, trained: ModelState) => {
    labels = labelTokens(train, config.vocabulary);
    const vocabulary = config.vocabulary + Object.keys(labels).length;
    const state = untrained ? initialise(config, seed, DEVIATION) : trained;
    return {
      config: { ...config, vocabulary },
      state: growVocabulary(config, state, vocabulary, seed),
    };
  };
  const { model, tokenizer, prefix } = await openModel(checkpoint, project, context, withLabels);
  const { signal } = context;
  try {
    const mark = prefix === undefined || untrained ? {} : { prefix };
    return await classify({ model, tokenizer, labels, train, test, epochs, seed, signal, ...mark });
  } finally {
    model.dispose();
  }
}

/** Asks a trained model which text goes on with a context. */
export async function choicesTask(
  { project, checkpoint, items, seed }: ChoicesInput,
  context: TaskContext,
): Promise<ChoiceResult> {
  const asked = await readJsonLines<ChoiceItem>(items);
  const { model, tokenizer, prefix } = await openModel(checkpoint, project, context);
  try {
    const mark = prefix === undefined ? {} : { prefix };
    return await multipleChoice({ model, tokenizer, items: asked, seed, ...mark });
  } finally {
    model.dispose();
  }
}
