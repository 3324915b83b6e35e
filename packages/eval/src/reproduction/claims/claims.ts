import type { ClaimRule } from "../claim.ts";
import { conditionalFarBelow, leadLasts, marksSteer } from "./conditional.ts";
import { staysDiverse } from "./diversity.ts";
import { keepsDownstream } from "./downstream.ts";
import { filteringCosts } from "./filtering.ts";
import { betterThanFinetuning } from "./finetuning.ts";
import { onFrontier } from "./frontier.ts";
import { unlikelihoodDepends, weightsGainLittle } from "./gains.ts";
import { robust } from "./red-team.ts";

/** The paper's claims in the order of the page. */
export const CLAIMS: readonly ClaimRule[] = [
  conditionalFarBelow,
  marksSteer,
  onFrontier,
  leadLasts,
  filteringCosts,
  weightsGainLittle,
  unlikelihoodDepends,
  betterThanFinetuning(0.5),
  betterThanFinetuning(0.9),
  robust,
  staysDiverse,
  keepsDownstream,
];
