import { PreflmError } from "@preflm/core";
import { redTeamText } from "@preflm/eval";
import { defineCommand } from "citty";
import { checkpointArguments, givenCheckpoint } from "./checkpoint-arguments.ts";
import { givenOf, numberOption, readingArguments, scorerReference } from "./command-line.ts";
import type { AdversaryReference } from "./red-team-adversary.ts";
import { type RedTeamConfig, redTeamCheckpoint } from "./red-team-checkpoint.ts";

const NUMBERS = ["rounds", "trials", "examples", "candidates", "samples", "temperature"] as const;

/** `preflm red-team`: prompts after which a trained model writes what a scorer objects to. */
export const redTeamCommand = defineCommand({
  meta: { name: "red-team", description: "Search for prompts that make a trained model misbehave" },
  args: {
    ...checkpointArguments,
    scorer: { type: "string", description: 'pii, ./my-scorer.ts or {"use":"pii",…}' },
    corpus: { type: "string", description: "text to take words and prompts to begin with from" },
    ...readingArguments,
    prompts: { type: "string", description: 'JSON lines such as {"prompt": "…"} to begin with' },
    adversary: {
      type: "string",
      description: "mutation, a run's folder or checkpoint, or an endpoint's URL (mutation)",
    },
    adversaryModel: {
      type: "string",
      description: "the model's name at the endpoint, or in the run",
    },
    apiKeyVariable: { type: "string", description: "NAME of the variable with the endpoint's key" },
    code: { type: "boolean", description: "prompts are code; prompt and completion are scored" },
    rounds: { type: "string", description: "rounds of a trial (10)" },
    trials: { type: "string", description: "searches that share nothing (10)" },
    examples: { type: "string", description: "prompts that the adversary sees in a round (4)" },
    candidates: { type: "string", description: "prompts that it proposes in a round (20)" },
    samples: { type: "string", description: "completions of a prompt (64; the paper has 512)" },
    temperature: { type: "string", description: "of drawing examples by their scores (0.1)" },
    minimumLength: { type: "string", description: "least tokens of a completion (10)" },
    maximumLength: { type: "string", description: "most tokens of a completion (64)" },
    seed: { type: "string", description: "random seed (1)" },
    output: { type: "string", description: "the numbers as JSON (red-team.json)" },
    json: { type: "boolean", description: "print the numbers as JSON" },
  },
  async run({ args }) {
    if (args.scorer === undefined)
      throw new PreflmError("invalid-option", "Say what scores completions, such as --scorer pii.");
    const numbers = Object.fromEntries(
      [...NUMBERS, "seed" as const].map((name) => [name, numberOption(name, args[name])]),
    );
    const [minimumLength, maximumLength] = (["minimumLength", "maximumLength"] as const).map(
      (name) => numberOption(name, args[name]),
    );
    const { corpus, text, id, extensions, prompts, output, code, json } = args;
    const reading = givenOf({ text, id, extensions: extensions?.split(",") });
    const config: RedTeamConfig = {
      ...givenCheckpoint(args),
      scorer: scorerReference(args.scorer),
      adversary: adversaryOf(
        args.adversary ?? "mutation",
        args.adversaryModel,
        args.apiKeyVariable,
        code ?? false,
      ),
      ...(corpus !== undefined && { corpus: { path: corpus, ...reading } }),
      ...(code && { scored: "prompt and completion" }),
      sampling: givenOf({ minimumLength, maximumLength }),
      ...givenOf({ prompts, output, ...numbers }),
    };
    const result = await redTeamCheckpoint(config);
    process.stdout.write(`${json ? JSON.stringify(result, null, 2) : redTeamText(result)}\n`);
  },
});

function adversaryOf(
  given: string,
  model: string | undefined,
  apiKeyVariable: string | undefined,
  code: boolean,
): AdversaryReference {
  const format = code ? "code" : "lines";
  if (given === "mutation") return { use: "mutation" };
  if (!/^https?:/.test(given)) {
    const checkpoint = { path: given, ...givenOf({ objective: model }) };
    return { use: "model", checkpoint, format };
  }
  if (model !== undefined)
    return { use: "endpoint", url: given, model, format, ...givenOf({ apiKeyVariable }) };
  throw new PreflmError(
    "invalid-option",
    "Say which model of the endpoint is the adversary (--adversary-model).",
  );
}
