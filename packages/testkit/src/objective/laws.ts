import { dataLaws } from "./data-laws.ts";
import { lossLaws } from "./loss-laws.ts";
import { phaseLaws } from "./phase-laws.ts";
import type { ObjectiveLaw } from "./subject.ts";

/** All laws of an objective. */
export const objectiveLaws: readonly ObjectiveLaw[] = [...lossLaws, ...dataLaws, ...phaseLaws];
