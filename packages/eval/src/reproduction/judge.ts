import type { Claim, ClaimRule } from "./claim.ts";
import { CLAIMS } from "./claims/claims.ts";
import { doubtsAbout } from "./doubts.ts";
import type { Reproduction } from "./reproduction.ts";

/** The paper's claims, each with the verdict that the numbers allow. */
export function judgeClaims(reproduction: Reproduction): readonly Claim[] {
  return CLAIMS.map((rule) => judgeClaim(rule, reproduction));
}

/** The reproduction as `report.json` holds it: with its claims and their verdicts. */
export function withClaims(reproduction: Reproduction): Reproduction {
  return { ...reproduction, claims: judgeClaims(reproduction) };
}

function judgeClaim(claim: ClaimRule, reproduction: Reproduction): Claim {
  const { id, heading, statement, source, rule } = claim;
  const words = { id, heading, statement, source, rule };
  const missing = (because: string): Claim => ({
    ...words,
    verdict: "not shown",
    because,
    shown: "not measured",
    numbers: [],
    doubts: [],
  });
  if (reproduction.experiments[claim.needs] === undefined)
    return missing(`The experiment "${claim.needs}" was not run.`);
  const judged = claim.judge(reproduction);
  if (typeof judged === "string") return missing(judged);
  return { ...words, ...judged, doubts: doubtsAbout(reproduction, claim.about) };
}
