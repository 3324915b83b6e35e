import { choicesText } from "@preflm/eval";
import { defineCommand } from "citty";
import { checkpointArguments, givenCheckpoint } from "./checkpoint-arguments.ts";
import { askChoices } from "./choices-checkpoint.ts";

/** `preflm choices`: zero-shot multiple choice with a trained model. */
export const choicesCommand = defineCommand({
  meta: { name: "choices", description: "Ask a trained model multiple-choice questions" },
  args: {
    ...checkpointArguments,
    items: {
      type: "positional",
      description: 'JSON lines such as {"context": "…", "choices": ["…", "…"], "answer": 0}',
      required: true,
    },
    output: { type: "string", description: "the numbers as JSON (choices.json)" },
    json: { type: "boolean", description: "print the numbers as JSON" },
  },
  async run({ args }) {
    const { items, output, json } = args;
    const result = await askChoices({ ...givenCheckpoint(args), items, ...(output && { output }) });
    process.stdout.write(`${json ? JSON.stringify(result, null, 2) : choicesText(result)}\n`);
  },
});
