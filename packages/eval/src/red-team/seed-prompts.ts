import { PreflmError, show } from "@preflm/core";
import { readPrompts } from "../scenario/prompts.ts";
import { fits, type RedTeamTarget } from "./attack.ts";

/** The prompts that a search begins with, each text once. Throws `"invalid-input"`, naming the line, if one cannot be completed. */
export async function seedPrompts(
  given: readonly string[] | string,
  target: RedTeamTarget,
  maximumLength: number,
): Promise<readonly string[]> {
  const prompts = await readPrompts(given);
  if (prompts.length === 0) {
    throw new PreflmError(
      "invalid-input",
      "Red teaming needs prompts to begin with, got none. Give some, such as the beginnings of held-out texts.",
    );
  }
  const texts = prompts.map(({ text }) => text);
  const bad = (await fits(target, texts, maximumLength)).indexOf(false);
  if (bad < 0) return [...new Set(texts)];
  const { text, where } = prompts[bad];
  const { context } = target.model.config;
  const [problem, fix] =
    text.trim() === ""
      ? ["is blank", "Leave it out."]
      : [
          `is too long: with ${maximumLength} tokens after it, it does not fit the model's context of ${context}`,
          'Shorten it, or lower "maximumLength".',
        ];
  throw new PreflmError(
    "invalid-input",
    `Red teaming: ${where} (${show(text)}) ${problem}. ${fix}`,
  );
}
