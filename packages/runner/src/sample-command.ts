import { defineCommand } from "citty";
import { givenOf, numberOption } from "./command-line.ts";
import { sample } from "./sample.ts";

const args = {
  path: { type: "positional", description: "a run's folder or a checkpoint", required: true },
  objective: { type: "string", description: "which of the run's models" },
  prompt: { type: "string", description: "text to continue" },
  prefix: { type: "string", description: 'control token to start from; "" for none' },
  count: { type: "string", description: "how many samples (5)" },
  temperature: { type: "string", description: "0 is greedy (0.7)" },
  topP: { type: "string", description: "nucleus (0.9)" },
  maximumLength: { type: "string", description: "most tokens to sample" },
  seed: { type: "string", description: "random seed (1)" },
  backend: { type: "string", description: "where to run (onnxruntime)" },
} as const;

/** `preflm sample`: text from a trained model. */
export const sampleCommand = defineCommand({
  meta: { name: "sample", description: "Sample from a trained model" },
  args,
  async run({ args }) {
    const names = ["count", "temperature", "topP", "maximumLength", "seed"] as const;
    const numbers = Object.fromEntries(names.map((name) => [name, numberOption(name, args[name])]));
    const { path, objective, prompt, prefix, backend } = args;
    const given = givenOf({ objective, prompt, prefix, backend, ...numbers });
    const samples = await sample({ count: 5, path, ...given });
    for (const { text, ended } of samples)
      process.stdout.write(`${text}${ended ? "" : " …"}\n${"─".repeat(60)}\n`);
  },
});
