import { readFile } from "node:fs/promises";
import { PreflmError } from "@preflm/core";
import { fileError } from "@preflm/data";
import { type ScoreOptions, scoreCorpus } from "@preflm/scoring";
import { defineCommand } from "citty";
import { givenOf, numberOption, readingArguments, scorerReference } from "./command-line.ts";
import { installedPlugins, resolvePlugin } from "./plugins.ts";
import { showScoring, summaryText } from "./score-command-progress.ts";
import { scorerModule } from "./scorer-module.ts";
import { interruptSignal } from "./signal.ts";

/** `preflm score`: score a corpus of any size once, on all cores, into a folder beside it. */
export const scoreCommand = defineCommand({
  meta: { name: "score", description: "Score a corpus of any size on all cores" },
  args: {
    inputs: {
      type: "positional",
      description: ".jsonl, .jsonl.gz, .jsonl.zst, .parquet, folders, or - for standard input",
      required: true,
    },
    scorer: { type: "string", description: 'pii, ./my-scorer.ts or {"use":"pii",…}' },
    options: { type: "string", description: "the scorer's options: JSON, or a file of JSON" },
    output: { type: "string", description: "folder for the scores (<input>.scores)" },
    shape: { type: "string", description: "compact: offsets and scores; paper: texts too" },
    format: { type: "string", description: "jsonl or parquet" },
    workers: { type: "string", description: "worker threads (one a core)" },
    "time-limit": { type: "string", description: "seconds for a document (10)" },
    memory: { type: "string", description: "megabytes for each worker (4096)" },
    ...readingArguments,
    cache: { type: "string", description: "scores by document, shared with runs (runs/.cache)" },
    retry: { type: "boolean", description: "try documents again that are in quarantine" },
    json: { type: "boolean", description: "print events as JSON, one a line" },
  },
  async run({ args }) {
    const { scorer, options, output, shape, format, text, id, extensions, retry, json } = args;
    if (scorer === undefined)
      throw new PreflmError("invalid-option", "Say which scorer to use, such as --scorer pii.");
    const interrupt = interruptSignal();
    const progress = json ? printEvents() : showScoring();
    const numbers = {
      workers: numberOption("workers", args.workers),
      timeLimit: numberOption("time-limit", args["time-limit"]),
      memory: numberOption("memory", args.memory),
    };
    const given = { output, shape, format, text, id, retry, extensions: extensions?.split(",") };
    try {
      const summary = await scoreCorpus({
        input: args._,
        scorer: await scorerOf(scorer, options),
        cache: args.cache ?? "runs/.cache",
        ...(givenOf({ ...given, ...numbers }) as Partial<ScoreOptions>), // which checks shape and format
        signal: interrupt.signal,
        onEvent: progress.listener,
      });
      if (!json) process.stdout.write(`${summaryText(summary)}\n`);
    } finally {
      progress.stop();
      interrupt.dispose();
    }
  },
});

/** The scorer as threads make it; one that no module has is an error of the registry's. */
async function scorerOf(given: string, options: string | undefined) {
  const named = scorerReference(given);
  const reference =
    options === undefined
      ? named
      : {
          ...(typeof named === "string" ? { use: named } : named),
          ...(await readOptions(options)),
        };
  const registry = installedPlugins();
  return (await scorerModule(registry, reference)) ?? resolvePlugin(registry, "scorer", reference);
}

async function readOptions(given: string): Promise<object> {
  const file = !given.trimStart().startsWith("{");
  const text = file
    ? await readFile(given, "utf8").catch((cause) => {
        throw fileError(given, cause);
      })
    : given;
  try {
    const options: unknown = JSON.parse(text);
    if (typeof options === "object" && options !== null && !Array.isArray(options)) return options;
    throw new TypeError("not an object");
  } catch (cause) {
    const what = file
      ? `${given} is not JSON of an object`
      : `--options is not JSON of an object: ${given}`;
    throw new PreflmError(
      "invalid-option",
      `${what}. Write such as --options '{"segments":"lines"}'.`,
      { cause },
    );
  }
}

function printEvents() {
  const listener = (event: object) => void process.stdout.write(`${JSON.stringify(event)}\n`);
  return { listener, stop: () => {} };
}
