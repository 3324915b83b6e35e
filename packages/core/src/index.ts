export type {
  AdamW,
  Backend,
  Decoder,
  DeviceReport,
  Model,
  ModelConfig,
  ModelState,
  Tensors,
  TokenOutputs,
} from "./backend.ts";
export type { Batch, TokenLoss, ValueLoss } from "./batch.ts";
export { checkAdamW } from "./check-adamw.ts";
export { checkBatch, checkTokenLoss, checkTokens } from "./check-batch.ts";
export { checkPrompts, checkSelection, checkStep } from "./check-decoding.ts";
export { type Document, meanScore, type ScoredDocument } from "./document.ts";
export { didYouMean, type ErrorCode, PreflmError } from "./errors.ts";
export {
  advantageWeight,
  LOG_PROBABILITY_CAP,
  type LossGradient,
  lossGradient,
  odds,
  unlikelihoodLoss,
} from "./loss.ts";
export type { Objective } from "./objective.ts";
export { checkOptions, type OptionChecks, show } from "./options.ts";
export { type MakePart, withParts } from "./parts.ts";
export { hash128, normal, permutation, type Random, random, randomFrom } from "./random.ts";
export {
  createRegistry,
  type PluginFactory,
  type PluginKind,
  type PluginReference,
  type Plugins,
  type RegisteredPlugin,
  type Registry,
} from "./registry.ts";
export type { Finding, Scorer, Segment } from "./scorer.ts";
export {
  fittedThreshold,
  isAligned,
  isQuantile,
  type Quantile,
  quantile,
  resolveThreshold,
  type ScoreDistribution,
  type Threshold,
} from "./threshold.ts";
