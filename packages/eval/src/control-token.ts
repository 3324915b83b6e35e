import { didYouMean, PreflmError } from "@preflm/core";
import type { TextTokenizer } from "./tokenizer.ts";

/** The id of a control token by its name. Throws `"invalid-option"` if the model has none of that name. */
export function controlToken({ controlTokens }: TextTokenizer, name: string): number {
  if (Object.hasOwn(controlTokens, name)) return controlTokens[name];
  const names = Object.keys(controlTokens);
  const has = names.length > 0 ? `It has: ${names.join(", ")}.` : "It has none.";
  throw new PreflmError(
    "invalid-option",
    `The model has no control token "${name}".${didYouMean(name, names)} ${has}`,
  );
}

/** The ids that every text is read behind: end-of-text, then the control token, if any. */
export function opening(tokenizer: TextTokenizer, prefix: string | undefined): readonly number[] {
  const mark = prefix === undefined ? [] : [controlToken(tokenizer, prefix)];
  return [tokenizer.endOfText, ...mark];
}
