import { PreflmError, quantile, type Threshold } from "@preflm/core";
import { inspectionText } from "@preflm/eval";
import { defineCommand } from "citty";
import { givenOf, numberOption, readingArguments, scorerReference } from "./command-line.ts";
import { inspectCorpus } from "./inspect-command-run.ts";

/** `preflm inspect`: look at a scored corpus before training on it. */
export const inspectCommand = defineCommand({
  meta: { name: "inspect", description: "Look at a scored corpus before training on it" },
  args: {
    corpus: {
      type: "positional",
      description: "what `preflm score` left, or any corpus",
      required: true,
    },
    scorer: {
      type: "string",
      description: 'scores what has no scores and explains: pii, ./my-scorer.ts or {"use":"pii",…}',
    },
    threshold: { type: "string", description: "look around this: a score such as 0, or q0.5" },
    betas: { type: "string", description: "β of RWR and AWR to look at, such as 0.01,0.003" },
    tokenizer: { type: "string", description: "tokenizer.json to count tokens with (GPT-2's)" },
    output: { type: "string", description: "the page (inspect.html)" },
    ...readingArguments,
    cache: { type: "string", description: "where scores are kept (runs/.cache)" },
    seed: { type: "string", description: "random seed of samples (1)" },
    json: { type: "boolean", description: "print the numbers as JSON" },
  },
  async run({ args }) {
    const { corpus, scorer, threshold, betas, tokenizer, output, cache, seed, json } = args;
    const { text, id, extensions } = args;
    const inspection = await inspectCorpus({
      corpus: { path: corpus, ...givenOf({ text, id, extensions: extensions?.split(",") }) },
      scorer: scorer === undefined ? undefined : scorerReference(scorer),
      thresholds: threshold === undefined ? [] : [parseThreshold(threshold)],
      betas: (betas ?? "")
        .split(",")
        .filter(Boolean)
        .map((beta) => numberOption("betas", beta)),
      tokenizer,
      output: output ?? "inspect.html",
      cache: cache ?? "runs/.cache",
      seed: numberOption("seed", seed) ?? 1,
    });
    const result = json ? JSON.stringify(inspection, null, 2) : inspectionText(inspection);
    process.stdout.write(`${result}\n`);
  },
});

/** `0.01`, or `q0.5` for a quantile of the segments. */
function parseThreshold(given: string): Threshold {
  const [, q, value] = /^(q?)(.+)$/s.exec(given) ?? [];
  const number = Number(value);
  const good = value?.trim() && Number.isFinite(number) && number >= 0 && (!q || number <= 1);
  if (good) return q ? quantile(number) : number;
  throw new PreflmError(
    "invalid-option",
    `--threshold must be a score ≥ 0 such as 0, or a quantile such as q0.5, got "${given}".`,
  );
}
