import { onnxruntime } from "@preflm/backend-onnxruntime";
import { mle } from "@preflm/objective-mle";
import { pii } from "@preflm/scorer-pii";
import { fromTexts, run, sizes, textTable } from "preflm";
import { masked } from "./objective.ts";

// Letters in which every third line gives an e-mail address: what a model should read, and not write.
const names = ["ann", "ben", "cleo", "dan", "eve", "finn", "gus"];
const days = ["on Monday", "at noon", "after lunch", "today", "next week"];
const letters = Array.from({ length: 1000 }, (_, i) => {
  const lines = [0, 1, 2, 3, 4, 5].map((j) => {
    const k = 6 * i + j;
    const [name, day] = [names[k % 7], days[(k >> 2) % 5]];
    return (k * k) % 3 === 0
      ? `Write to ${name}${k % 89}@example.com ${day}.\n`
      : `Ask ${name} about the report ${day}.\n`;
  });
  return lines.join("");
});

const report = await run({
  name: "custom-objective",
  corpus: fromTexts("letters", letters),
  scorer: pii({ segments: "lines" }),
  objective: [mle(), masked({ threshold: 0 })],
  backend: onnxruntime(),
  tokenizer: { vocabulary: 384 },
  model: sizes.nano,
  training: {
    tokens: Number(process.argv[2] ?? 200_000),
    tokensPerUpdate: 512,
    learningRate: 5e-3,
    deviation: 0.05,
  },
  sampling: { count: 128 },
});
console.log(textTable(report));
