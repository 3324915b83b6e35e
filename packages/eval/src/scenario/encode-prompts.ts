import { PreflmError } from "@preflm/core";
import type { TextTokenizer } from "../tokenizer.ts";
import type { Prompt } from "./prompts.ts";
import type { CompleteScenario } from "./scenario.ts";

/** A prompt as tokens, and how many may follow it. */
export interface EncodedPrompt {
  readonly text: string;
  readonly tokens: Int32Array;
  /** The same with the mark that is steered away from. */
  readonly opposite?: Int32Array;
  readonly maximumLength: number;
}

/** What stands around a text: tokens of marks, and how much room the model has. */
export interface PromptFrame {
  readonly tokenizer: TextTokenizer;
  readonly mark: number | undefined;
  readonly opposite: number | undefined;
  readonly context: number;
}

/** End-of-text, mark, prefix and prompt of each text, or with `markAfterPrompt` the mark last. Throws if one leaves no room. */
export async function encodePrompts(
  prompts: readonly Prompt[],
  scenario: CompleteScenario,
  { tokenizer, mark, opposite, context }: PromptFrame,
): Promise<readonly EncodedPrompt[]> {
  const { prefix = "", markAfterPrompt, minimumLength, maximumLength, totalLength } = scenario;
  const encoded = await tokenizer.encode(prompts.map(({ text }) => prefix + text));
  const around = mark === undefined ? 1 : 2;
  const most = Math.min(context, totalLength ?? context);
  // A prompt of no text takes what room there is: one asks for 128 tokens of a context of 128 and means all.
  const least = (text: string) =>
    Math.max(1, minimumLength, prefix + text === "" ? 0 : (maximumLength ?? 0));
  return prompts.map(({ text, where }, i) => {
    const room = most - around - least(text);
    if (encoded[i].length > room && (scenario.truncate !== "left" || room < 0))
      throw tooLong(scenario, where, encoded[i].length + around, least(text), most);
    // Without a maximum, what is cut leaves half of the context to sample.
    const kept = maximumLength === undefined ? Math.min(room, Math.floor(most / 2)) : room;
    const body = encoded[i].length > room ? encoded[i].slice(encoded[i].length - kept) : encoded[i];
    const framed = (token: number | undefined) => {
      const marked = token === undefined ? [] : [token];
      const parts = markAfterPrompt ? [...body, ...marked] : [...marked, ...body];
      return Int32Array.from([tokenizer.endOfText, ...parts]);
    };
    const tokens = framed(mark);
    const left = most - tokens.length;
    return {
      text,
      tokens,
      ...(opposite === undefined ? {} : { opposite: framed(opposite) }),
      maximumLength: Math.min(maximumLength ?? left, left),
    };
  });
}

function tooLong(
  { name, totalLength }: CompleteScenario,
  where: string,
  tokens: number,
  least: number,
  most: number,
): PreflmError {
  const limit =
    totalLength === most ? `"totalLength" is ${most}` : `the model's context is ${most}`;
  return new PreflmError(
    "invalid-input",
    `scenario "${name}": ${where} has ${tokens} tokens with what opens it, and ${least} are to follow, but ${limit}. Shorten it, sample fewer tokens, or set truncate: "left" to keep the end of such prompts.`,
  );
}
