import { cpus, totalmem } from "node:os";
import { PreflmError } from "@preflm/core";
import { defineCommand } from "citty";
import { sizesNamed } from "../choose/named-sizes.ts";
import { numberOption } from "../command-line.ts";
import { showProgress } from "../progress.ts";
import { readableJson } from "../readable-json.ts";
import { interruptSignal } from "../signal.ts";
import { versions } from "../versions.ts";
import { benchRows } from "./bench-rows.ts";
import { benchText } from "./bench-text.ts";

const args = {
  sizes: { type: "string", description: "of nano, micro, small, gpt2 (micro,small)" },
  backends: {
    type: "string",
    description: "names of backends or devices, such as onnxruntime,tfjs (all that are installed)",
  },
  vocabulary: { type: "string", description: "entries (2048; gpt2: 50257)" },
  limit: { type: "string", description: "seconds for measuring each, about (10)" },
  json: { type: "boolean", description: "the numbers on standard output, for programs" },
} as const;

/** `preflm bench`: how fast each backend and device trains models of some sizes here. */
export const benchCommand = defineCommand({
  meta: { name: "bench", description: "Measure how fast each backend trains on this machine" },
  args,
  async run({ args }) {
    const sizes = sizesNamed(args.sizes ?? "micro,small", "sizes");
    const backends = args.backends?.split(",");
    const vocabulary = numberOption("vocabulary", args.vocabulary);
    const limit = numberOption("limit", args.limit) ?? 10;
    if (limit <= 0 || (vocabulary !== undefined && !(vocabulary >= 1)))
      throw new PreflmError("invalid-option", "--limit and --vocabulary must be above 0.");
    const progress = showProgress();
    const interrupt = interruptSignal();
    try {
      const rows = await benchRows({
        ...{ folder: process.cwd(), sizes, limit, signal: interrupt.signal },
        ...(backends ? { backends } : {}),
        ...(vocabulary === undefined ? {} : { vocabulary }),
        onProgress: (done, total) => {
          const state = { done, total, unit: "rows" };
          progress({ type: "progress", phase: "measure", ...state, time: Date.now() });
        },
      });
      const [{ model: processor } = { model: "unknown" }, ...more] = cpus();
      const machine = { processor, cores: more.length + 1, memory: totalmem(), ...versions };
      const text = args.json ? readableJson({ machine, rows }) : benchText(rows);
      process.stdout.write(`${text}\n`);
      if (rows.every(({ time }) => time === undefined)) process.exitCode = 1;
    } finally {
      progress({ type: "failed", message: "", time: Date.now() }); // takes down the bar
      interrupt.dispose();
    }
  },
});
