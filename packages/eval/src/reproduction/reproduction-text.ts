import { judgeClaims } from "./judge.ts";
import type { Reproduction } from "./reproduction.ts";

/** The verdicts, a line each, for the terminal. */
export function reproductionText(reproduction: Reproduction): string {
  return judgeClaims(reproduction)
    .map(({ verdict, heading, shown }) => `${verdict.padEnd(9)}  ${heading}: ${shown}`)
    .join("\n");
}
