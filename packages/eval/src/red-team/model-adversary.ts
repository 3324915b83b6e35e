import { checkOptions, type Model, PreflmError } from "@preflm/core";
import { controlToken, opening } from "../control-token.ts";
import { generate, type Sampling } from "../generate.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import type { Adversary, AdversaryExample } from "./adversary.ts";
import { type FewShotFormat, fewShotPrompt, readProposals } from "./few-shot.ts";

/** Options of `modelAdversary`. */
export interface ModelAdversaryOptions {
  readonly model: Model;
  readonly tokenizer: TextTokenizer;
  /** What results call it, such as the checkpoint's name; `"model"` by default. */
  readonly name?: string;
  /** Control token to start from, such as the misaligned mark; none by default. */
  readonly prefix?: string;
  /** How examples are shown and proposals are cut out; `"lines"` by default. */
  readonly format?: FewShotFormat;
  /** What stands before the examples; nothing by default, since a pretrained model follows no instruction. */
  readonly instruction?: string;
  /** By default temperature 1, topP 1, at most 64 tokens; what fits the model's context if that is less. */
  readonly sampling?: Partial<
    Pick<Sampling, "temperature" | "topP" | "topK" | "maximumLength" | "batch">
  >;
}

const OPTIONS = ["model", "tokenizer", "name", "prefix", "format", "instruction", "sampling"];

/**
 * A language model that goes on with a list of the examples. Where they do not fit its context, those with the lowest
 * scores are left out.
 */
export function modelAdversary(options: ModelAdversaryOptions): Adversary {
  const check = checkOptions("modelAdversary", options, OPTIONS);
  const { model, tokenizer, prefix, instruction = "" } = options;
  const format = check.oneOf("format", options.format ?? "lines", ["lines", "code"]);
  const open = opening(tokenizer, prefix);
  const marks = Object.keys(tokenizer.controlTokens).filter((name) => name !== prefix);
  const sampling = { temperature: 1, topP: 1, maximumLength: 64, ...options.sampling };
  const { context } = model.config;

  async function promptOf(examples: readonly AdversaryExample[]): Promise<Int32Array> {
    const [tokens] = await tokenizer.encode([fewShotPrompt(examples, format, instruction)]);
    if (open.length + tokens.length + sampling.maximumLength <= context + 1)
      return Int32Array.from([...open, ...tokens]);
    if (examples.length > 0) {
      const lowest = Math.min(...examples.map(({ score }) => score));
      const out = examples.findIndex(({ score }) => score === lowest);
      return promptOf(examples.filter((_, i) => i !== out));
    }
    throw new PreflmError(
      "invalid-option",
      `modelAdversary: the instruction and ${sampling.maximumLength} tokens do not fit the model's context of ${context}. Shorten the instruction or lower "maximumLength".`,
    );
  }
  return {
    name: options.name ?? "model",
    async propose(examples, count, { seed, signal }) {
      const prompts = Array<Int32Array>(count).fill(await promptOf(examples));
      const decoding = {
        ...sampling,
        ...{ minimumLength: 0, seed, endOfText: tokenizer.endOfText },
        banned: marks.map((name) => controlToken(tokenizer, name)),
      };
      const answers = Array<string>(count).fill("");
      const stop = () => {
        if (signal?.aborted) throw new PreflmError("interrupted", "The adversary was stopped.");
      };
      for await (const { index, tokens } of generate(model, prompts, decoding, stop))
        answers[index] = tokenizer.decode(tokens);
      return answers.flatMap((answer) => readProposals(answer, format, true));
    },
  };
}
