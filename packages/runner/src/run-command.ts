import { dirname, resolve } from "node:path";
import { PreflmError } from "@preflm/core";
import { textReport } from "@preflm/eval";
import { defineCommand } from "citty";
import { backendReference, givenOf, numberOption } from "./command-line.ts";
import { installedPlugins } from "./plugins.ts";
import { readConfig } from "./read-config.ts";
import { run } from "./run.ts";

const args = {
  config: { type: "positional", description: "my.config.ts, .js or .json", required: true },
  name: { type: "string", description: "folder of the run under runs/" },
  output: { type: "string", description: "where runs are kept" },
  tokens: { type: "string", description: "training tokens for each objective" },
  seeds: { type: "string", description: "training seeds, such as 1,2,3" },
  backend: { type: "string", description: "where to train: a name such as auto, or JSON with use" },
  resume: { type: "boolean", description: "go on with the run of this name" },
} as const;

/** `preflm run`: a configuration, trained and compared. */
export const runCommand = defineCommand({
  meta: { name: "run", description: "Train and compare the objectives of a configuration" },
  args,
  async run({ args }) {
    const config = await readConfig(args.config);
    if (typeof config !== "object" || config === null)
      throw new PreflmError("invalid-option", `${args.config} must give an object of settings.`);
    const tokens = numberOption("tokens", args.tokens);
    const seeds = args.seeds?.split(",").map((seed) => numberOption("seeds", seed));
    const { name, output, resume } = args;
    const backend = backendReference(args.backend);
    const report = await run({
      registry: installedPlugins(dirname(resolve(args.config))),
      ...config,
      ...givenOf({ name, output, resume, seeds, backend }),
      ...(tokens === undefined ? {} : { training: { ...config.training, tokens } }),
    });
    process.stdout.write(`\n${textReport(report)}\n`);
  },
});
