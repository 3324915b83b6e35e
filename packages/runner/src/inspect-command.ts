import { PreflmError, quantile, type Threshold } from "@preflm/core";
import { inspectionText } from "@preflm/eval";
import { defineCommand } from "citty";
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
    text: { type: "string", description: "field of the text (text, or the paper's texts)" },
    id: { type: "string", description: "field of the id (<file>:<line>)" },
    extensions: { type: "string", description: "endings of a folder's texts, such as .py,.pyi" },
    cache: { type: "string", description: "where scores are kept (runs/.cache)" },
    seed: { type: "string", description: "random seed of samples (1)" },
    json: { type: "boolean", description: "print the numbers as JSON" },
  },
  async run({ args }) {
    const { corpus, scorer, threshold, betas, tokenizer, output, cache, seed, json } = args;
    const { text, id, extensions } = args;
    const reading = { text, id, extensions: extensions?.split(",") };
    const inspection = await inspectCorpus({
      corpus: {
        path: corpus,
        ...Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined)),
      },
      scorer: scorer === undefined ? undefined : scorerReference(scorer),
      thresholds: threshold === undefined ? [] : [parseThreshold(threshold)],
      betas: (betas ?? "")
        .split(",")
        .filter(Boolean)
        .map((beta) => parseNumber("betas", beta)),
      tokenizer,
      output: output ?? "inspect.html",
      cache: cache ?? "runs/.cache",
      seed: seed === undefined ? 1 : parseNumber("seed", seed),
    });
    const result = json ? JSON.stringify(inspection, null, 2) : inspectionText(inspection);
    process.stdout.write(`${result}\n`);
  },
});

/** A name, a path, or a JSON object with `use` and options. */
export function scorerReference(given: string) {
  if (!given.trimStart().startsWith("{")) return given;
  try {
    return JSON.parse(given);
  } catch (cause) {
    const example = `--scorer '{"use":"pii","segments":"lines"}'`;
    throw new PreflmError("invalid-option", `--scorer is not JSON: ${given}. Write ${example}.`, {
      cause,
    });
  }
}

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

function parseNumber(name: string, given: string): number {
  const number = Number(given);
  if (given.trim() !== "" && Number.isFinite(number)) return number;
  throw new PreflmError("invalid-option", `--${name} must be a number, got "${given}".`);
}
