import { decoderInputLaws } from "./decoder-input-laws.ts";
import { decoderLaws } from "./decoder-laws.ts";
import { gradientLaws } from "./gradient-laws.ts";
import { inputLaws } from "./input-laws.ts";
import { memoryLaw } from "./memory-law.ts";
import { modelLaws } from "./model-laws.ts";
import { optimizerLaws } from "./optimizer-laws.ts";
import { outputLaws } from "./output-laws.ts";
import { stateLaws } from "./state-laws.ts";
import type { BackendLaw } from "./subject.ts";

/** All laws of a backend, cheap ones first. */
export const backendLaws: readonly BackendLaw[] = [
  ...outputLaws,
  ...gradientLaws,
  ...optimizerLaws,
  ...decoderLaws,
  ...decoderInputLaws,
  ...stateLaws,
  ...modelLaws,
  ...inputLaws,
  memoryLaw,
];
