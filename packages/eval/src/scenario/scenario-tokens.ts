import { controlToken } from "../control-token.ts";
import type { TextTokenizer } from "../tokenizer.ts";
import { bannedTokens } from "./banned-tokens.ts";
import { type EncodedPrompt, encodePrompts } from "./encode-prompts.ts";
import { chooseMark, type Marks, misalignedMark } from "./marks.ts";
import { readPrompts } from "./prompts.ts";
import type { CompleteScenario } from "./scenario.ts";

/** A scenario in tokens. */
export interface ScenarioTokens {
  readonly prompts: readonly EncodedPrompt[];
  readonly banned: readonly number[];
}

/**
 * What a scenario means to a tokenizer and an objective. Throws on unknown marks, unreadable prompts, prompts longer
 * than the context and strings that cannot be banned: worth a try before a model is trained.
 */
export async function scenarioTokens(
  {
    tokenizer,
    marks,
    context,
  }: { readonly tokenizer: TextTokenizer; readonly marks: Marks; readonly context: number },
  scenario: CompleteScenario,
): Promise<ScenarioTokens> {
  const chosen = chooseMark(scenario.mark, marks);
  const opposite = scenario.steer === undefined ? undefined : misalignedMark(marks);
  const idOf = (mark: string | undefined) =>
    mark === undefined ? undefined : controlToken(tokenizer, mark);
  const frame = { tokenizer, mark: idOf(chosen.mark), opposite: idOf(opposite), context };
  const prompts = await encodePrompts(await readPrompts(scenario.prompts), scenario, frame);
  // Marks that the objective knows nothing of, of the model that it started from.
  const own = new Set(marks.controlTokens);
  const foreign = Object.keys(tokenizer.controlTokens).filter((token) => !own.has(token));
  const strings = [...chosen.banned, ...foreign, ...(scenario.banned ?? [])];
  return { prompts, banned: [...new Set(await bannedTokens(strings, tokenizer))] };
}
