import { parseArgs } from "node:util";
import { onnxruntime } from "@preflm/backend-onnxruntime";
import { awr } from "@preflm/objective-awr";
import { conditional } from "@preflm/objective-conditional";
import { filteredMle } from "@preflm/objective-filtered-mle";
import { mle } from "@preflm/objective-mle";
import { rwr } from "@preflm/objective-rwr";
import { unlikelihood } from "@preflm/objective-unlikelihood";
import { pii } from "@preflm/scorer-pii";
import { quantile, run, script, sizes, textReport } from "preflm";
import { mail } from "./mail.ts";
import { paperOrdering } from "./paper-ordering.ts";

await script(async () => {
  const { values: options } = parseArgs({
    options: {
      quick: { type: "boolean", default: false },
      tokens: { type: "string" },
      seeds: { type: "string", default: "1" },
      name: { type: "string" },
      resume: { type: "boolean", default: false },
    },
  });
  const { name, quick, resume } = options;
  const report = await run({
    name,
    resume,
    corpus: mail(),
    scorer: pii({ segments: "lines" }),
    objective: [
      mle(),
      filteredMle({ threshold: quantile(0.5) }),
      conditional({ threshold: 0 }),
      unlikelihood({ threshold: 0, alpha: 1 }),
      rwr({ beta: 0.003 }),
      // No ceiling above 1: the untrained value of −0.5 would give weights of exp(0.5 / β).
      awr({ alpha: 0.5, beta: 0.003, maxWeight: 1 }),
    ],
    backend: onnxruntime(),
    tokenizer: { vocabulary: 2048 },
    model: sizes.micro,
    training: {
      tokens: Number(options.tokens ?? (quick ? 100_000 : 750_000)),
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
  console.log(
    `\n${textReport(report)}\n${paperOrdering(report)}\n\nReport: runs/${report.name}/report.html`,
  );
});
