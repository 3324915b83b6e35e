import { checkOptions, PreflmError } from "@preflm/core";
import { tinyNetwork } from "./network.ts";
import { encodeOnnx } from "./onnx.ts";
import { tinyTokenizer } from "./tokenizer.ts";

/** What a tiny classifier should know. */
export interface TinyClassifierOptions {
  /** Whether it has one answer for a text or one for each token. */
  readonly head: "text" | "token";
  /** Its labels. `"O"` is the answer for tokens that are in no `words`. */
  readonly labels: readonly string[];
  /** Words in small letters, or pieces such as `"##ing"`, with the label that each speaks for. */
  readonly words: Readonly<Record<string, string>>;
  /** The `problem_type` of its configuration. Default `"multi_label_classification"` for texts. */
  readonly problemType?: "single_label_classification" | "multi_label_classification";
  /** Tokens of the longest text. Default 512. */
  readonly positions?: number;
}

/** What a word adds to the logit of its label, and what a label has without. */
const VOTE = 8;
const NO_VOTE = -4;

/**
 * Writes a BERT-like classifier of a few kilobytes to a folder, as transformers.js reads it: for tests of what uses
 * classifiers. A text's score for a label is near 1 if it has one of the label's words, else near 0.
 */
export async function writeTinyClassifier(
  folder: string,
  options: TinyClassifierOptions,
): Promise<void> {
  const known = ["head", "labels", "words", "problemType", "positions"];
  checkOptions("writeTinyClassifier", options, known);
  const { head, labels, words, positions = 512 } = options;
  const tokenizer = tinyTokenizer(Object.keys(words), positions);
  const { vocabulary } = tokenizer;
  const votes = new Float32Array(vocabulary.length * labels.length);
  for (const [word, label] of Object.entries(words)) {
    const column = labels.indexOf(label);
    if (column < 0) {
      throw new PreflmError(
        "invalid-option",
        `writeTinyClassifier: "${word}" speaks for "${label}", which is not among the labels ${labels.join(", ")}.`,
      );
    }
    votes[vocabulary.indexOf(word) * labels.length + column] = VOTE;
  }
  const bias = Float32Array.from(labels, (label) => (label === "O" ? 0 : NO_VOTE));
  const shape = {
    head,
    vocabulary: vocabulary.length,
    labels: labels.length,
    positions,
    votes,
    bias,
  };
  const config = {
    model_type: "bert",
    architectures: [
      head === "text" ? "BertForSequenceClassification" : "BertForTokenClassification",
    ],
    id2label: Object.fromEntries(labels.map((label, i) => [i, label])),
    label2id: Object.fromEntries(labels.map((label, i) => [label, i])),
    max_position_embeddings: positions,
    ...(head === "text"
      ? { problem_type: options.problemType ?? "multi_label_classification" }
      : {}),
  };
  // Imported here, so that the suites load in browsers.
  const { mkdir, writeFile } = await import("node:fs/promises");
  const { join } = await import("node:path");
  await mkdir(join(folder, "onnx"), { recursive: true });
  await writeFile(join(folder, "config.json"), JSON.stringify(config));
  await writeFile(join(folder, "tokenizer.json"), JSON.stringify(tokenizer.tokenizer));
  await writeFile(join(folder, "tokenizer_config.json"), JSON.stringify(tokenizer.configuration));
  await writeFile(join(folder, "onnx", "model.onnx"), encodeOnnx(tinyNetwork(shape)));
}
