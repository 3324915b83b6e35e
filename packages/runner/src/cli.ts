#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { dirname, extname, resolve } from "node:path";
import { didYouMean, PreflmError } from "@preflm/core";
import { fileError } from "@preflm/data";
import { textReport } from "@preflm/eval";
import { type CommandDef, defineCommand, renderUsage, runCommand } from "citty";
import { consola } from "consola";
import { calibrateCommand } from "./calibrate-command.ts";
import { givenOf, numberOption } from "./command-line.ts";
import { inspectCommand } from "./inspect-command.ts";
import { importFile, installedPlugins } from "./plugins.ts";
import { run } from "./run.ts";
import { sample } from "./sample.ts";
import { scoreCommand } from "./score-command.ts";
import { script } from "./script.ts";
import type { RunConfig } from "./settings.ts";
import { versions } from "./versions.ts";

const runArguments = {
  config: { type: "positional", description: "my.config.ts, .js or .json", required: true },
  name: { type: "string", description: "folder of the run under runs/" },
  output: { type: "string", description: "where runs are kept" },
  tokens: { type: "string", description: "training tokens for each objective" },
  seeds: { type: "string", description: "training seeds, such as 1,2,3" },
  resume: { type: "boolean", description: "go on with the run of this name" },
} as const;

const runCommandDefinition = defineCommand({
  meta: { name: "run", description: "Train and compare the objectives of a configuration" },
  args: runArguments,
  async run({ args }) {
    const config = await readConfig(args.config);
    if (typeof config !== "object" || config === null)
      throw new PreflmError("invalid-option", `${args.config} must give an object of settings.`);
    const tokens = numberOption("tokens", args.tokens);
    const seeds = args.seeds?.split(",").map((seed) => numberOption("seeds", seed));
    const { name, output, resume } = args;
    const report = await run({
      registry: installedPlugins(dirname(resolve(args.config))),
      ...config,
      ...givenOf({ name, output, resume, seeds }),
      ...(tokens === undefined ? {} : { training: { ...config.training, tokens } }),
    });
    process.stdout.write(`\n${textReport(report)}\n`);
  },
});

const pluginsCommand = defineCommand({
  meta: { name: "plugins", description: "List the plugins this project has installed" },
  args: {},
  run() {
    const plugins = installedPlugins().list();
    if (plugins.length === 0) {
      consola.info(
        "No plugin is installed here. Try: npm install @preflm/scorer-pii @preflm/objective-conditional @preflm/backend-onnxruntime",
      );
    }
    for (const { kind, name, source } of [...plugins].sort((a, b) =>
      a.kind + a.name < b.kind + b.name ? -1 : 1,
    )) {
      process.stdout.write(`${kind.padEnd(10)} ${name.padEnd(16)} ${source ?? ""}\n`);
    }
  },
});

const sampleArguments = {
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

const sampleCommand = defineCommand({
  meta: { name: "sample", description: "Sample from a trained model" },
  args: sampleArguments,
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

const commands: Record<string, CommandDef> = {
  run: runCommandDefinition as CommandDef,
  plugins: pluginsCommand as CommandDef,
  sample: sampleCommand as CommandDef,
  inspect: inspectCommand as CommandDef,
  calibrate: calibrateCommand as CommandDef,
  score: scoreCommand as CommandDef,
};

const main = defineCommand({
  meta: {
    name: "preflm",
    version: versions.preflm,
    description: "Pretrain language models with human preferences",
  },
  subCommands: commands,
});

async function readConfig(path: string): Promise<RunConfig> {
  if (extname(path) !== ".json") {
    const module = await importFile(path);
    if (module.default === undefined)
      throw new PreflmError(
        "invalid-option",
        `${path} must export the configuration as its default export.`,
      );
    return module.default as RunConfig;
  }
  const text = await readFile(path, "utf8").catch((cause) => {
    throw fileError(path, cause);
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PreflmError(
      "invalid-option",
      `${path} is not JSON: ${cause instanceof Error ? cause.message : cause}.`,
      { cause },
    );
  }
}

/** citty ignores unknown options and what is too much; a mistyped command line must not be half obeyed. */
function expectKnownArguments(command: string, given: readonly string[]): void {
  const definitions = (commands[command].args ?? {}) as Record<string, { readonly type?: string }>;
  const options = Object.keys(definitions).filter(
    (name) => definitions[name].type !== "positional",
  );
  const several = "inputs" in definitions;
  let positionals = several ? Infinity : Object.keys(definitions).length - options.length;
  const fail = (message: string): never => {
    throw new PreflmError("invalid-option", `${message} See preflm ${command} --help.`);
  };
  for (let i = 0; i < given.length; i++) {
    const [dashes, name, value] = /^(--?)(?:no-)?([^=]+)(=.*)?$/s.exec(given[i])?.slice(1) ?? [];
    if (dashes === undefined) {
      if (--positionals < 0) fail(`preflm ${command} does not know what to do with "${given[i]}".`);
    } else if (dashes === "-" || !options.includes(name)) {
      fail(`preflm ${command} has no option ${dashes}${name}.${didYouMean(name, options)}`);
    } else if (definitions[name].type === "string" && value === undefined) {
      i++; // its value
      if (given[i] === undefined) fail(`--${name} needs a value.`);
    }
  }
}

async function start(given: string[]): Promise<void> {
  const [command] = given;
  if (command === "--version" || command === "-v") {
    process.stdout.write(`${versions.preflm}\n`);
  } else if (command === undefined || command === "--help" || command === "-h") {
    process.stdout.write(`${await renderUsage(main)}\n`);
  } else if (!(command in commands)) {
    const names = Object.keys(commands);
    throw new PreflmError(
      "invalid-option",
      `There is no command "${command}".${didYouMean(command, names)} The commands are: ${names.join(", ")}.`,
    );
  } else if (given.includes("--help") || given.includes("-h")) {
    process.stdout.write(`${await renderUsage(commands[command], main)}\n`);
  } else {
    expectKnownArguments(command, given.slice(1));
    await runCommand(commands[command], { rawArgs: given.slice(1) });
  }
}

await script(() => start(process.argv.slice(2)));
