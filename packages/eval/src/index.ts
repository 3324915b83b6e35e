export { type BestOf, type BestSample, bestOf } from "./best-of.ts";
export { type CalibrateOptions, calibrate } from "./calibrate/calibrate.ts";
export type {
  BestThresholds,
  Calibration,
  CalibrationBin,
  Costs,
  Discrimination,
  LabelledScore,
  LabelledText,
  Mistake,
  OperatingPoint,
} from "./calibrate/calibration.ts";
export { renderCalibration } from "./calibrate/calibration-page.ts";
export { calibrationText } from "./calibrate/calibration-text.ts";
export type { CalibrationAims } from "./calibrate/check-labelled.ts";
export { discriminate } from "./calibrate/discriminate.ts";
export { type Choice, type Chooser, createChooser } from "./choose.ts";
export {
  baselineOf,
  type Comparison,
  cautions,
  compare,
  contrasts,
  headline,
} from "./compare.ts";
export { compareRuns, type NamedReport } from "./compare-runs/compare-runs.ts";
export type {
  Comparable,
  ComparedObjective,
  ComparedRun,
  DifferingSetting,
  PairedScenario,
  RunComparison,
} from "./compare-runs/comparison.ts";
export { renderComparison } from "./compare-runs/comparison-page.ts";
export { comparisonText } from "./compare-runs/comparison-text.ts";
export { controlToken, opening } from "./control-token.ts";
export type { ChoiceItem } from "./downstream/choice-items.ts";
export type { ChoiceAccuracy, ChoiceResult } from "./downstream/choice-result.ts";
export type {
  ClassificationEpoch,
  ClassificationResult,
  LabelScores,
} from "./downstream/classification-result.ts";
export { classify } from "./downstream/classify.ts";
export type { ClassifyOptions } from "./downstream/classify-options.ts";
export { choicesText, classificationText } from "./downstream/downstream-text.ts";
export { type ClassifiedText, labelTokens } from "./downstream/labelled-text.ts";
export { type ChoiceOptions, multipleChoice } from "./downstream/multiple-choice.ts";
export {
  type GeneratedSample,
  type GenerateOptions,
  generate,
  type Sampling,
  type SamplingProgress,
  type Steer,
} from "./generate.ts";
export { renderReport } from "./html/page.ts";
export { type InspectOptions, type InspectProgress, inspect } from "./inspect/inspect.ts";
export type {
  Estimate,
  Examples,
  Inspection,
  KeptPoint,
  LabelCount,
  LabelCounts,
  QuantileRow,
  ScorerSpeed,
  ScoreSummary,
  SegmentExample,
  Side,
  SuggestedThreshold,
  Suggestion,
  ThresholdRow,
  WeightEffect,
  WeightRow,
} from "./inspect/inspection.ts";
export { renderInspection } from "./inspect/inspection-page.ts";
export { inspectionText } from "./inspect/inspection-text.ts";
export type { TokenEncoder } from "./inspect/token-sample.ts";
export { type BitsPerByte, bitsPerByte } from "./metrics/bits-per-byte.ts";
export { chinchillaLoss } from "./metrics/chinchilla.ts";
export { compareSeeds, type SeedComparison } from "./metrics/compare-seeds.ts";
export {
  type DocumentBits,
  documentBits,
  pairedBitsPerByte,
} from "./metrics/document-bits.ts";
export { expectedMaximum } from "./metrics/expected-maximum.ts";
export { type Interval, interval, mean } from "./metrics/interval.ts";
export { type PairedOptions, type PairedTest, pairedTest } from "./metrics/paired-test.ts";
export { type PerplexityOptions, perplexity } from "./metrics/perplexity.ts";
export { hitRate, maximumAt, pooledScore } from "./metrics/score-metrics.ts";
export type { SeedOptions, SeedValues } from "./metrics/seed-values.ts";
export { acrossSeeds, type SeedInterval } from "./metrics/seeds.ts";
export { type SelfBleuOptions, selfBleu } from "./metrics/self-bleu.ts";
export {
  type SequenceOptions,
  sequenceLogProbabilities,
} from "./metrics/sequence-log-probabilities.ts";
export { type SampleSummary, type ScoredSample, summarise } from "./metrics/summary.ts";
export { distinct, entropy, meanLength } from "./metrics/text-metrics.ts";
export type { Adversary, AdversaryExample } from "./red-team/adversary.ts";
export type { RedTeamTarget } from "./red-team/attack.ts";
export { type EndpointAdversaryOptions, endpointAdversary } from "./red-team/endpoint-adversary.ts";
export type { FewShotFormat } from "./red-team/few-shot.ts";
export { type ModelAdversaryOptions, modelAdversary } from "./red-team/model-adversary.ts";
export { type MutationAdversaryOptions, mutationAdversary } from "./red-team/mutation-adversary.ts";
export { redTeam } from "./red-team/red-team.ts";
export type { RedTeamOptions } from "./red-team/red-team-options.ts";
export type {
  RedTeamCurvePoint,
  RedTeamPrompt,
  RedTeamResult,
  RedTeamRound,
  RedTeamTrial,
  TrialSpread,
} from "./red-team/red-team-result.ts";
export type { RedTeamProgress, RedTeamState } from "./red-team/red-team-state.ts";
export { redTeamText } from "./red-team/red-team-text.ts";
export { readReferenceSamples } from "./reference/cache-file.ts";
export { cachedReference } from "./reference/cached-reference.ts";
export {
  type CheckpointReferenceOptions,
  checkpointReference,
} from "./reference/checkpoint-reference.ts";
export {
  type DivergenceOptions,
  divergence,
  type LogRatio,
  logRatios,
} from "./reference/divergence.ts";
export {
  type EndpointReferenceOptions,
  endpointReference,
} from "./reference/endpoint-reference.ts";
export type { MarkPlacement } from "./reference/marked-sequence.ts";
export type { ReferenceModel, ReferenceRequest, ReferenceSamples } from "./reference/reference.ts";
export { firstSamples } from "./reference/samples.ts";
export type {
  BackendReport,
  CorpusReport,
  CurvePoint,
  DeviceSpeed,
  Divergence,
  EvaluationPoint,
  HistogramBin,
  ModelReport,
  ObjectiveReport,
  Report,
  SampleExample,
  ScenarioReport,
  ScenarioSummary,
  ScorerReport,
  ScoreUnit,
  SeedReport,
  Settings,
  SkippedScenario,
} from "./report.ts";
export { asReport } from "./reproduction/as-report.ts";
export type { Claim, ClaimNumber, Verdict } from "./reproduction/claim.ts";
export { type DiversityReport, diversityOf } from "./reproduction/diversity.ts";
export { judgeClaims, withClaims } from "./reproduction/judge.ts";
export type {
  Ablation,
  DownstreamReport,
  DownstreamTask,
  Experiments,
  FinetunedObjective,
  GradedModel,
  RedTeamReport,
  Reproduction,
  ReproductionCommand,
  TrainedObjective,
} from "./reproduction/reproduction.ts";
export { renderReproduction } from "./reproduction/reproduction-page.ts";
export { reproductionText } from "./reproduction/reproduction-text.ts";
export {
  type DrawnSample,
  type DrawProgress,
  drawScenario,
  type SampledModel,
} from "./scenario/draw-scenario.ts";
export { appliesTo, chooseMark, type Marks } from "./scenario/marks.ts";
export { type Prompt, readPrompts } from "./scenario/prompts.ts";
export {
  type ScenarioResult,
  type ScenarioSample,
  sampleScenario,
  scoreDrawn,
} from "./scenario/sample-scenario.ts";
export {
  type CompleteScenario,
  completeScenario,
  type Scenario,
  type ScenarioDefaults,
} from "./scenario/scenario.ts";
export { type ScenarioTokens, scenarioTokens } from "./scenario/scenario-tokens.ts";
export { textReport } from "./text-report.ts";
export { textTable } from "./text-table.ts";
export type { TextTokenizer } from "./tokenizer.ts";
