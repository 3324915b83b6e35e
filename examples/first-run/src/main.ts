import { parseArgs } from "node:util";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { checkOptions } from "@preflm/core";
import { awr } from "@preflm/objective-awr";
import { conditional } from "@preflm/objective-conditional";
import { filteredMle } from "@preflm/objective-filtered-mle";
import { mle } from "@preflm/objective-mle";
import { rwr } from "@preflm/objective-rwr";
import { unlikelihood } from "@preflm/objective-unlikelihood";
import { type PaperTask, type TaskName, tasks } from "@preflm/reproduce";
import { installedPlugins, quantile, run, script, sizes, textReport } from "preflm";
import { paperOrdering } from "./paper-ordering.ts";

await script(async () => {
  const { values: options } = parseArgs({
    options: {
      task: { type: "string", default: "pii" },
      corpus: { type: "string" },
      quick: { type: "boolean", default: false },
      tokens: { type: "string" },
      seeds: { type: "string", default: "1" },
      name: { type: "string" },
      resume: { type: "boolean", default: false },
    },
  });
  const { name, quick, resume } = options;
  const check = checkOptions("npm start", {}, []);
  const known = Object.keys(tasks) as TaskName[];
  const task: PaperTask = tasks[check.oneOf("task", options.task as TaskName, known)];
  const { alpha, beta, threshold } = task;
  const report = await run({
    name,
    resume,
    corpus: task.corpus(options.corpus),
    scorer: task.scorer,
    objective: [
      mle(),
      filteredMle({ threshold: quantile(0.5) }),
      conditional({ threshold }),
      unlikelihood({ threshold, alpha }),
      rwr({ beta }),
      // No ceiling above 1: the untrained value of −0.5 would give weights of exp(0.5 / β).
      awr({ alpha: 0.5, beta, maxWeight: 1 }),
    ],
    registry: installedPlugins(import.meta.dirname),
    backend: onnxruntime(),
    tokenizer: { vocabulary: 2048 },
    model: sizes.micro,
    training: {
      tokens: Number(options.tokens ?? (quick ? 100_000 : task.tokens)),
      tokensPerUpdate: 512,
      learningRate: 2e-3,
      warmup: 0.05,
      finalShare: 0.05,
      beta2: 0.98,
      deviation: 0.05,
    },
    sampling: { count: quick ? 128 : 512 },
    seeds: options.seeds.split(",").map(Number),
  });
  const parts = [
    textReport(report),
    paperOrdering(report),
    `\nReport: runs/${report.name}/report.html`,
  ];
  console.log(`\n${parts.filter(Boolean).join("\n")}`);
});
