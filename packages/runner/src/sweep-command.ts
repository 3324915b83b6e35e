import { dirname, resolve } from "node:path";
import { PreflmError } from "@preflm/core";
import { textReport } from "@preflm/eval";
import { defineCommand } from "citty";
import { givenOf, numberOption } from "./command-line.ts";
import { readConfig } from "./read-config.ts";
import { choiceLists } from "./sweep/choice-lists.ts";
import { sweep } from "./sweep/sweep.ts";
import { showTasks } from "./sweep/task-progress.ts";

const args = {
  config: { type: "positional", description: "my.config.json, .ts or .js", required: true },
  over: {
    type: "string",
    description: "values to try: objective.beta=0.001,0.01; several apart by a semicolon",
    required: true,
  },
  name: { type: "string", description: "folder under runs/; what is there is not done again" },
  output: { type: "string", description: "where runs are kept" },
  workers: { type: "string", description: "runs at a time (as many as cores)" },
} as const;

/** `preflm sweep`: a configuration with every combination of values of some options. What is done is not done again. */
export const sweepCommand = defineCommand({
  meta: { name: "sweep", description: "Run a configuration with several values of its options" },
  args,
  async run({ args }) {
    const { name: _, output, ...base } = await readConfig(args.config);
    const project = dirname(resolve(args.config));
    const workers = numberOption("workers", args.workers);
    const given = givenOf({ output: args.output ?? output, workers });
    const over = choiceLists(args.over);
    const name = args.name ?? "sweep";
    const { report, failed } = await sweep({
      base,
      over,
      name,
      project,
      onEvent: showTasks(),
      ...given,
    });
    const page = `${given.output ?? "runs"}/${name}/report.html`;
    process.stdout.write(`\n${textReport(report)}\n\nReport: ${page}\n`);
    if (failed.length === 0) return;
    const lines = failed.map((run) => `  ${run.name}: ${run.message}`);
    throw new PreflmError("unavailable", `${failed.length} runs failed:\n${lines.join("\n")}`);
  },
});
