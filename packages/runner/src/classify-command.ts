import { PreflmError } from "@preflm/core";
import { classificationText } from "@preflm/eval";
import { defineCommand } from "citty";
import { checkpointArguments, givenCheckpoint } from "./checkpoint-arguments.ts";
import { classifyCheckpoint } from "./classify-checkpoint.ts";
import { givenOf, numberOption } from "./command-line.ts";

/** `preflm classify`: how well a trained model learns to label texts. */
export const classifyCommand = defineCommand({
  meta: { name: "classify", description: "Finetune a trained model on labelled texts and test it" },
  args: {
    ...checkpointArguments,
    train: { type: "string", description: 'JSON lines such as {"text": "…", "label": "spam"}' },
    test: { type: "string", description: "the same, of other texts" },
    text: { type: "string", description: "the field of the text (text)" },
    label: { type: "string", description: "the field of the label (label)" },
    epochs: { type: "string", description: "passes over the training texts (3)" },
    rows: { type: "string", description: "texts of one update (16)" },
    learningRate: { type: "string", description: "highest learning rate (1e-3)" },
    keep: { type: "string", description: "start or end of texts longer than the context (start)" },
    seed: { type: "string", description: "random seed (1)" },
    untrained: { type: "boolean", description: "begin with random weights, to compare with" },
    output: { type: "string", description: "the numbers as JSON (classification.json)" },
    json: { type: "boolean", description: "print the numbers as JSON" },
  },
  async run({ args }) {
    const names = ["epochs", "rows", "learningRate", "seed"] as const;
    const numbers = Object.fromEntries(names.map((name) => [name, numberOption(name, args[name])]));
    const { train, test, text, label, untrained, output, json } = args;
    if (train === undefined || test === undefined)
      throw new PreflmError(
        "invalid-option",
        "Say which texts, such as --train a.jsonl --test b.jsonl.",
      );
    const keep = args.keep as "start" | "end" | undefined;
    const result = await classifyCheckpoint({
      ...{ ...givenCheckpoint(args), train, test },
      ...givenOf({ text, label, keep, untrained, output, ...numbers }),
    });
    process.stdout.write(
      `${json ? JSON.stringify(result, null, 2) : classificationText(result)}\n`,
    );
  },
});
