import { run } from "preflm";
import { toyRun } from "./toy.ts";

// Started by resume.test.ts, which kills it: prints a line for each update.
const [output, resume] = process.argv.slice(2);
await run(
  toyRun(output, {
    resume: resume === "resume",
    listeners: [({ type }) => type === "train" && process.stdout.write("update\n")],
  }),
);
