import { fileURLToPath } from "node:url";
import { type OutputFormat, scoreCorpus } from "@preflm/scoring";

// Started by score-kill.test.ts, which kills it: says when it begins, and ends when all is scored.
const [input, output, log, shape, format] = process.argv.slice(2);
await scoreCorpus({
  input,
  output,
  scorer: {
    module: fileURLToPath(new URL("slow-scorer.ts", import.meta.url)),
    export: "slow",
    options: { log },
  },
  ...({ shape, format } as OutputFormat),
  workers: 2,
  blockSize: 400,
  onEvent: ({ type }) => type === "start" && process.stdout.write("begun\n"),
});
