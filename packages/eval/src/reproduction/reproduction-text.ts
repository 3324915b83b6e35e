import { wrap } from "../wrap.ts";
import { judgeClaims } from "./judge.ts";
import type { Reproduction } from "./reproduction.ts";
import { tally } from "./reproduction-page.ts";

/** The verdicts with their reasons, for the terminal. */
export function reproductionText(reproduction: Reproduction): string {
  const claims = judgeClaims(reproduction);
  const width = Math.max(...claims.map(({ verdict }) => verdict.length));
  const indent = " ".repeat(width + 2);
  const lines = claims.map(
    ({ verdict, heading, shown, because }) =>
      `${verdict.padEnd(width)}  ${heading}: ${shown}\n${indent}${wrap(because, indent)}`,
  );
  return [wrap(tally(claims)), "", ...lines].join("\n");
}
