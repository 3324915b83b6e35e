import type { Claim } from "./claim.ts";
import type { Reproduction } from "./reproduction.ts";

/** The paper's claims, each with the verdict that the numbers allow. */
export function judgeClaims(_reproduction: Reproduction): readonly Claim[] {
  return [];
}

/** The reproduction as `report.json` holds it: with its claims and their verdicts. */
export function withClaims(reproduction: Reproduction): Reproduction {
  return { ...reproduction, claims: judgeClaims(reproduction) };
}
