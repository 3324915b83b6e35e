import { checkOptions, didYouMean, type Model, PreflmError, show } from "@preflm/core";
import { opening } from "../control-token.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import type { ClassifiedText } from "./labelled-text.ts";

/** What `classify` takes. */
export interface ClassifyOptions {
  /** Its vocabulary holds the labels' tokens: grow it by them before. It is trained in place. */
  readonly model: Model;
  readonly tokenizer: TextTokenizer;
  /** The token id of each label, as `labelTokens` gives them. */
  readonly labels: Readonly<Record<string, number>>;
  readonly train: readonly ClassifiedText[];
  readonly test: readonly ClassifiedText[];
  /** Passes over the training texts; 3 by default. */
  readonly epochs?: number;
  /** Texts of one update; 16 by default. */
  readonly rows?: number;
  /** Highest learning rate, after a tenth of the updates; then it falls to 0. 1e-3 by default: a small model's. */
  readonly learningRate?: number;
  /** Control token before each text; none by default. */
  readonly prefix?: string;
  /** The part of a text that is kept if it is longer than the context; `"start"` by default. */
  readonly keep?: "start" | "end";
  /** Texts side by side when testing; 32 by default. Changes nothing but speed. */
  readonly batch?: number;
  /** Of the order of the training texts and of the interval; 1 by default. */
  readonly seed?: number;
  /** Hears how many texts have been trained on, of how many over all epochs. */
  readonly onProgress?: (done: number, total: number) => void;
  /** Rejects with `"interrupted"` before the next update. */
  readonly signal?: AbortSignal;
}

/** The options with their defaults. */
export type CompleteClassifyOptions = Required<Omit<ClassifyOptions, "prefix" | "signal">> &
  Pick<ClassifyOptions, "prefix" | "signal">;

const OPTIONS = [
  ...["model", "tokenizer", "labels", "train", "test", "epochs", "rows", "learningRate"],
  ...["prefix", "keep", "batch", "seed", "onProgress", "signal"],
];

/** Checks the options and fills in the defaults. */
export function completeOptions(given: ClassifyOptions): CompleteClassifyOptions {
  const check = checkOptions("classify", given, OPTIONS);
  const count = (name: string, value: number) => check.integer(name, value, { min: 1 });
  const options = {
    ...given,
    epochs: count("epochs", given.epochs ?? 3),
    rows: count("rows", given.rows ?? 16),
    learningRate: check.number("learningRate", given.learningRate ?? 1e-3, { above: 0, max: 1 }),
    keep: check.oneOf("keep", given.keep ?? "start", ["start", "end"]),
    batch: count("batch", given.batch ?? 32),
    seed: check.number("seed", given.seed ?? 1),
    onProgress: given.onProgress ?? (() => {}),
  };
  checkLabels(options);
  return options;
}

function checkLabels({ model, tokenizer, labels, train, test, prefix }: ClassifyOptions): void {
  const names = Object.keys(labels);
  const { vocabulary } = model.config;
  const missing = Object.values(labels).find(
    (id) => !Number.isInteger(id) || id < 0 || id >= vocabulary,
  );
  const special = [...opening(tokenizer, prefix), ...Object.values(tokenizer.controlTokens)];
  if (names.length < 2 || missing !== undefined) {
    const found = missing === undefined ? `${names.length}` : `a label with the token ${missing}`;
    bad(
      `"labels" must give two labels or more a token of the model's vocabulary of ${vocabulary}, got ${found}. Grow the vocabulary by them first.`,
    );
  }
  const taken = names.find((name) => special.includes(labels[name]));
  if (taken !== undefined || new Set(Object.values(labels)).size < names.length)
    bad(`Each label needs a token of its own; ${show(labels)} shares some.`);
  for (const [kind, texts] of Object.entries({ train, test })) {
    if (texts.length === 0) bad(`There is no ${kind === "test" ? "test" : "training"} text.`);
    for (const [i, { label, source }] of texts.entries()) {
      if (Object.hasOwn(labels, label)) continue;
      const where = source ?? `${kind === "test" ? "Test" : "Training"} text ${i + 1}`;
      bad(
        `${where} has the label ${show(label)}, which no training text has.${didYouMean(label, names)} The labels are: ${names.join(", ")}.`,
      );
    }
  }
}

function bad(message: string): never {
  throw new PreflmError("invalid-input", message);
}
