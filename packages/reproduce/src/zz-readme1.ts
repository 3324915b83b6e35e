import type { Backend, ModelConfig, ModelState } from "@preflm/core";
import { type ChoiceItem, type ClassifiedText, classify, labelTokens, multipleChoice, type TextTokenizer } from "@preflm/eval";
import { growVocabulary } from "../../gpt/src/index.ts";

export async function grade(backend: Backend, config: ModelConfig, state: ModelState, tokenizer: TextTokenizer,
  train: ClassifiedText[], test: ClassifiedText[], items: ChoiceItem[]) {
  const labels = labelTokens(train, config.vocabulary); // { ham: 2049, spam: 2050 }
  const vocabulary = config.vocabulary + Object.keys(labels).length;
  const model = await backend.load({ ...config, vocabulary }, growVocabulary(config, state, vocabulary, 1));
  const { accuracy, majority } = await classify({ model, tokenizer, labels, train, test }); // trains the model in place

  const asked = await multipleChoice({ model: await backend.load(config, state), tokenizer, items });
  return { accuracy, majority, perByte: asked.accuracies[0].perByte }; // items: { context, choices, answer: 0 }
}
