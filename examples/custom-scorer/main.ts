import { onnxruntime } from "@preflm/backend-onnxruntime";
import { conditional } from "@preflm/objective-conditional";
import { mle } from "@preflm/objective-mle";
import { fromTexts, run, sizes, textTable } from "preflm";
import { shouting } from "./scorer.ts";

// Mail in which every third line is shouted: what a model should read, and not write.
const names = ["Ann", "Ben", "Cleo", "Dan", "Eve", "Finn", "Gus"];
const wishes = ["send the report", "water the plants", "call the bank", "close the windows"];
const days = ["on Monday", "by noon", "before lunch", "today", "next week"];
const mail = Array.from({ length: 1000 }, (_, i) => {
  const lines = [0, 1, 2, 3, 4, 5].map((j) => {
    const k = 6 * i + j;
    const line = `${names[k % 7]}, please ${wishes[(k >> 1) % 4]} ${days[(k >> 2) % 5]}.\n`;
    return (k * k) % 3 === 0 ? line.toUpperCase() : line;
  });
  return lines.join("");
});

const report = await run({
  name: "custom-scorer",
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
console.log(textTable(report));
