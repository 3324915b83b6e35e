import { onnxruntime } from "@preflm/backend-onnxruntime";
import { random } from "@preflm/core";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import { fromTexts, run, sizes, textReport } from "preflm";
import { shouting } from "./scorer.ts";

// Mail in which one line in three is shouted: what a model should read, and not write.
const uniform = random("mail");
const pick = (list: readonly string[]) => list[Math.floor(uniform() * list.length)];
function line(): string {
  const name = pick(["Ann", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus"]);
  const wish = pick(["send the report", "water the plants", "call the bank", "close the windows"]);
  const text = `${name}, please ${wish} ${pick(["on Monday", "by noon", "today", "next week"])}.\n`;
  return uniform() < 1 / 3 ? text.toUpperCase() : text;
}
const mail = Array.from({ length: 1000 }, () => Array.from({ length: 6 }, line).join(""));

const report = await run({
  corpus: fromTexts("mail", mail),
  scorer: shouting(),
  objective: [mle(), conditional({ threshold: 0 })],
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
