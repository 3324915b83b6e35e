import { checkOptions, checkTokens, type Model, type ModelConfig, PreflmError } from "@preflm/core";
import type { GenerateOptions } from "../generate.ts";

const OPTIONS = [
  ...["temperature", "topP", "topK", "minimumLength", "maximumLength", "banned", "seed", "batch"],
  ...["endOfText", "maximumLengths", "steer"],
];

/** Throws unless these prompts can be continued like this, before anything is sampled. */
export function checkSampling(
  model: Model,
  prompts: readonly Int32Array[],
  options: GenerateOptions,
): void {
  const { vocabulary } = model.config;
  const check = checkOptions("sampling", options, OPTIONS);
  check.number("temperature", options.temperature, { min: 0, max: Number.MAX_VALUE });
  check.number("topP", options.topP, { above: 0, max: 1 });
  if (options.topK !== undefined) check.integer("topK", options.topK, { min: 1 });
  check.integer("maximumLength", options.maximumLength, { min: 1 });
  check.integer("minimumLength", options.minimumLength, { min: 0, max: options.maximumLength });
  check.integer("endOfText", options.endOfText, { min: 0, max: vocabulary - 1 });
  check.number("seed", options.seed);
  if (options.batch !== undefined) check.integer("batch", options.batch, { min: 1 });
  for (const token of options.banned) {
    check.integer("banned", token, { min: 0, max: vocabulary - 1 });
  }
  checkMaximumLengths(prompts, options);
  const roomOf = (index: number) => options.maximumLengths?.[index] ?? options.maximumLength;
  checkPrompts("prompt", prompts, roomOf, model.config);
  if (options.steer === undefined) return;
  const steer = checkOptions("sampling.steer", options.steer, ["prompts", "strength"]);
  steer.number("strength", options.steer.strength);
  if (options.steer.prompts.length !== prompts.length) {
    throw new PreflmError(
      "invalid-option",
      `sampling: "steer" has ${options.steer.prompts.length} prompts for ${prompts.length}; give each prompt its other.`,
    );
  }
  checkPrompts("steer prompt", options.steer.prompts, roomOf, model.config);
}

function checkMaximumLengths(
  prompts: readonly Int32Array[],
  { maximumLength, minimumLength, maximumLengths }: GenerateOptions,
): void {
  if (maximumLengths === undefined) return;
  const fits = (n: number) => Number.isInteger(n) && n >= Math.max(1, minimumLength);
  if (
    maximumLengths.length === prompts.length &&
    maximumLengths.every((n) => fits(n) && n <= maximumLength)
  )
    return;
  throw new PreflmError(
    "invalid-option",
    `sampling: "maximumLengths" is a whole number for each of the ${prompts.length} prompts, from "minimumLength" (at least 1) to "maximumLength", got ${maximumLengths.length}: ${maximumLengths.slice(0, 8).join(", ")}.`,
  );
}

function checkPrompts(
  what: string,
  prompts: readonly Int32Array[],
  roomOf: (index: number) => number,
  { context, vocabulary }: ModelConfig,
): void {
  for (const [index, prompt] of prompts.entries()) {
    if (prompt.length < 1) {
      throw new PreflmError(
        "invalid-input",
        `sampling: ${what} ${index} is empty; start from the end-of-text token instead.`,
      );
    }
    // The last sampled token is never fed back, hence the + 1.
    const room = context + 1 - prompt.length;
    if (roomOf(index) > room) {
      const fix =
        room < 1
          ? `Shorten it to at most ${context} tokens, fewer the more are to follow.`
          : `Use a "maximumLength" of at most ${room} or a shorter prompt.`;
      throw new PreflmError(
        "invalid-option",
        `sampling: ${what} ${index} has ${prompt.length} tokens and "maximumLength" is ${roomOf(index)}, but the model's context is ${context}. ${fix}`,
      );
    }
    checkTokens(prompt, vocabulary);
  }
}
