import { onnxruntime } from "@preflm/backend-onnxruntime";
import { random } from "@preflm/core";
import { mle } from "@preflm/objective-mle";
import { pii } from "@preflm/scorer-pii";
import { fromTexts, run, sizes, textReport } from "preflm";
import { masked } from "./objective.ts";

// Letters in which one line in three gives an e-mail address: what a model should read, and not write.
const uniform = random("letters");
const pick = (list: readonly string[]) => list[Math.floor(uniform() * list.length)];
function line(): string {
  const name = pick(["ann", "ben", "cleo", "dan", "eve", "finn", "gus"]);
  const day = pick(["on Monday", "at noon", "after lunch", "today", "next week"]);
  return uniform() < 1 / 3
    ? `Write to ${name}${Math.floor(90 * uniform())}@example.com ${day}.\n`
    : `Ask ${name} about ${pick(["the report", "the keys", "lunch"])} ${day}.\n`;
}
const letters = Array.from({ length: 1000 }, () => Array.from({ length: 6 }, line).join(""));

const report = await run({
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
console.log(textReport(report));
