import { checkOptions, PreflmError } from "@preflm/core";
import { runRows } from "./batches.ts";
import { encodeFirst, marksOf } from "./encode.ts";
import { loadModel } from "./load.ts";
import { checkModelOptions, type ModelOptions } from "./options.ts";

/** The options of `textClassifier`. */
export interface TextClassifierOptions extends ModelOptions {
  /** What turns logits into scores. Default: by the model's `problem_type`, the sigmoid for several labels or a single one, else the softmax. */
  readonly activation?: "sigmoid" | "softmax";
}

/** A model that gives each text a score in [0, 1] for each label. */
export interface TextClassifier {
  readonly labels: readonly string[];
  /** Changes whenever a score could: the content of the model's files, the library's version, the device, the options. */
  readonly fingerprint: string;
  /** The scores of each text, in the order of `labels`. A text scores the same alone as among others. */
  classify(texts: readonly string[]): Promise<readonly Float32Array[]>;
  /** Frees the model's memory; the classifier is unusable afterwards. */
  dispose(): Promise<void>;
}

/** Loads a text classifier; rejects with an `"unavailable"` error where the package, the files or the device are missing. */
export async function textClassifier(options: TextClassifierOptions): Promise<TextClassifier> {
  const checked = checkModelOptions("textClassifier", options, ["activation"]);
  const check = checkOptions("textClassifier", options, Object.keys(options));
  const model = await loadModel("textClassifier", "AutoModelForSequenceClassification", checked);
  const { tokenizer, labels, problemType, maximumTokens } = model;
  const several = problemType === "multi_label_classification" || labels.length === 1;
  const activation = check.oneOf(
    "activation",
    options.activation ?? (several ? "sigmoid" : "softmax"),
    ["sigmoid", "softmax"],
  );
  const activate = activation === "sigmoid" ? sigmoid : softmax;
  const marks = marksOf(tokenizer);
  return {
    labels,
    fingerprint: `${model.fingerprint} ${activation}`,
    async classify(texts) {
      const rows = texts.map((text) => encodeFirst(tokenizer, marks, text, maximumTokens));
      const scores: Float32Array[] = [];
      await runRows(model.run, checked, rows, (i, logits) => {
        if (logits.length !== labels.length) {
          throw new PreflmError(
            "invalid-input",
            `textClassifier: the model gives ${logits.length} numbers a text for ${labels.length} labels (${labels.join(", ")}): it is no text classifier, or its config.json does not fit its weights.`,
          );
        }
        scores[i] = activate(logits);
      });
      return scores;
    },
    dispose: () => model.dispose(),
  };
}

function sigmoid(logits: Float32Array): Float32Array {
  return logits.map((logit) => 1 / (1 + Math.exp(-logit)));
}

/** Probabilities from logits. */
function softmax(logits: Float32Array): Float32Array {
  const most = logits.reduce((a, b) => Math.max(a, b), -Infinity);
  const weights = Array.from(logits, (logit) => Math.exp(logit - most));
  const sum = weights.reduce((a, b) => a + b, 0);
  return Float32Array.from(weights, (weight) => weight / sum);
}
