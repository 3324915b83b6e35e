import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { PreflmError } from "@preflm/core";
import { defineCommand } from "citty";
import { givenOf, numberOption } from "./command-line.ts";

/** The package that knows the papers. It depends on this one, so it is looked for in the project when it is asked for. */
const PACKAGE = "@preflm/reproduce";

const args = {
  paper: { type: "positional", description: "korbak2023", required: true },
  task: { type: "string", description: "pii, pep8 or toxicity (pii)" },
  scale: {
    type: "string",
    description: "smoke, tiny, small; paper says what it would take (tiny)",
  },
  only: {
    type: "string",
    description: "some of: pretraining,finetuning,red-team,diversity,downstream,ablations",
  },
  seeds: { type: "string", description: "training seeds, such as 1,2,3" },
  corpus: { type: "string", description: "another text: a file of records, a folder" },
  workers: { type: "string", description: "processes at a time (as many as cores)" },
  name: { type: "string", description: "folder under runs/; what is there is not done again" },
  output: { type: "string", description: "where runs are kept" },
} as const;

/** `preflm reproduce`: every experiment of a paper on one page. What an earlier start did is not done again. */
export const reproduceCommand = defineCommand({
  meta: {
    name: "reproduce",
    description: "Run the experiments of a paper, and report on one page",
  },
  args,
  async run({ args }) {
    const { paper, task, scale, corpus, name, output } = args;
    const seeds = args.seeds?.split(",").map((seed) => numberOption("seeds", seed));
    const workers = numberOption("workers", args.workers);
    const only = args.only?.split(",");
    const given = givenOf({ task, scale, corpus, name, output, seeds, workers, only });
    const print = (text: string) => process.stderr.write(`${text}\n`);
    const { reproduce } = await reproducePackage();
    process.stdout.write(`${await reproduce({ paper, print, ...given })}\n`);
  },
});

interface ReproducePackage {
  reproduce(options: Readonly<Record<string, unknown>>): Promise<string>;
}

async function reproducePackage(): Promise<ReproducePackage> {
  const project = createRequire(join(process.cwd(), "package.json"));
  let file: string;
  try {
    file = project.resolve(PACKAGE);
  } catch (cause) {
    throw new PreflmError(
      "unavailable",
      `This project does not have ${PACKAGE}, which holds the experiments: npm install --save-dev ${PACKAGE}`,
      { cause },
    );
  }
  return import(pathToFileURL(file).href);
}
