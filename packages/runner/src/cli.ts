#!/usr/bin/env node
import { didYouMean, PreflmError } from "@preflm/core";
import { type CommandDef, defineCommand, renderUsage, runCommand as runCitty } from "citty";
import { calibrateCommand } from "./calibrate-command.ts";
import { choicesCommand } from "./choices-command.ts";
import { classifyCommand } from "./classify-command.ts";
import { compareCommand } from "./compare-command.ts";
import { doctorCommand } from "./doctor-command.ts";
import { inspectCommand } from "./inspect-command.ts";
import { planCommand } from "./plan/plan-command.ts";
import { pluginsCommand } from "./plugins-command.ts";
import { redTeamCommand } from "./red-team-command.ts";
import { reproduceCommand } from "./reproduce-command.ts";
import { runCommand } from "./run-command.ts";
import { sampleCommand } from "./sample-command.ts";
import { scoreCommand } from "./score-command.ts";
import { script } from "./script.ts";
import { serveCommand } from "./serve-command.ts";
import { benchCommand } from "./speeds/bench-command.ts";
import { sweepCommand } from "./sweep-command.ts";
import { versions } from "./versions.ts";

const commands: Record<string, CommandDef> = {
  run: runCommand as CommandDef,
  plugins: pluginsCommand as CommandDef,
  sample: sampleCommand as CommandDef,
  inspect: inspectCommand as CommandDef,
  calibrate: calibrateCommand as CommandDef,
  score: scoreCommand as CommandDef,
  "red-team": redTeamCommand as CommandDef,
  classify: classifyCommand as CommandDef,
  choices: choicesCommand as CommandDef,
  serve: serveCommand as CommandDef,
  reproduce: reproduceCommand as CommandDef,
  sweep: sweepCommand as CommandDef,
  compare: compareCommand as CommandDef,
  bench: benchCommand as CommandDef,
  plan: planCommand as CommandDef,
  doctor: doctorCommand as CommandDef,
};

const main = defineCommand({
  meta: {
    name: "preflm",
    version: versions.preflm,
    description: "Pretrain language models with human preferences",
  },
  subCommands: commands,
});

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

/** Options are spelt as in configurations, `--topK`; `--top-k` is understood too. */
function camelCase(argument: string, options: object): string {
  const [, kebab, rest = ""] = /^--([a-z]+(?:-[a-z]+)+)(=.*)?$/s.exec(argument) ?? [];
  const name = kebab?.replace(/-([a-z])/g, (_, letter) => letter.toUpperCase());
  return name !== undefined && name in options ? `--${name}${rest}` : argument;
}

async function start(typed: readonly string[]): Promise<void> {
  const options = commands[typed[0]]?.args ?? {};
  const given = typed.map((argument) => camelCase(argument, options));
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
    await runCitty(commands[command], { rawArgs: given.slice(1) });
  }
}

await script(() => start(process.argv.slice(2)));
