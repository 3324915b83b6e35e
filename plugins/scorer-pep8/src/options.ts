import { checkOptions, PreflmError, show } from "@preflm/core";
import type { Rules } from "./rules.ts";

/** Which rules are checked. */
export interface CheckOptions {
  /** Codes or beginnings of codes, such as `["E", "W6"]`: nothing else is reported, and `ignore` does not count. */
  readonly select?: readonly string[];
  /** Codes or beginnings of codes that are not reported, instead of `defaultIgnore`. An empty list counts as none given. */
  readonly ignore?: readonly string[];
  /** Characters that a line may have, without its line break. Default 79. */
  readonly maxLineLength?: number;
}

/** What pycodestyle ignores unless told otherwise: rules that PEP 8 does not demand or that contradict each other. */
export const defaultIgnore: readonly string[] = [
  ...["E121", "E123", "E126", "E226", "E24", "E704", "W503", "W504"],
];

/** Checks the options and turns them into rules; `name` is who asks, for messages. */
export function readRules(name: string, options: CheckOptions): Rules {
  const check = checkOptions(name, options, ["select", "ignore", "maxLineLength"]);
  const maxLineLength = check.integer("maxLineLength", options.maxLineLength ?? 79, { min: 1 });
  const select = codes(name, "select", options.select);
  const ignore = codes(name, "ignore", options.ignore);
  const asked = (code: string) =>
    select.length > 0
      ? select.some((start) => code.startsWith(start))
      : !(ignore.length > 0 ? ignore : defaultIgnore).some((start) => code.startsWith(start));
  const known = new Map<string, boolean>();
  const wants = (code: string) => {
    let answer = known.get(code);
    if (answer === undefined) {
      answer = asked(code);
      known.set(code, answer);
    }
    return answer;
  };
  return { maxLineLength, wants };
}

function codes(name: string, option: string, given: readonly string[] = []): readonly string[] {
  const isCode = (code: unknown) => typeof code === "string" && /^[EW]\d{0,3}$/.test(code);
  if (Array.isArray(given) && given.every(isCode)) return given;
  throw new PreflmError(
    "invalid-option",
    `${name}: option "${option}" must be a list of codes or their beginnings, such as ["E501", "W6"], got ${show(given)}.`,
  );
}
