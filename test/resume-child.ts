import { run } from "preflm";
import { toyRun } from "./toy.ts";

// Started by tests: sends itself a signal at the n-th event of a type or of a phase.
const [output, resume, signal, at, n, changes = "{}"] = process.argv.slice(2);
let heard = 0;
await run(
  toyRun(output, {
    ...JSON.parse(changes),
    resume: resume === "resume",
    listeners: [
      (event) => {
        const name = event.type === "progress" ? event.phase : event.type;
        if (name === at && ++heard === Number(n)) process.kill(process.pid, signal);
      },
    ],
  }),
);
