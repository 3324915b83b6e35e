export { type Choice, type Chooser, createChooser } from "./choose.ts";
export { controlToken, opening } from "./control-token.ts";
export {
  type GeneratedSample,
  type GenerateOptions,
  generate,
  type Sampling,
  type SamplingProgress,
  type Steer,
} from "./generate.ts";
export { type BitsPerByte, bitsPerByte } from "./metrics/bits-per-byte.ts";
export { expectedMaximum } from "./metrics/expected-maximum.ts";
export { type Interval, interval, mean } from "./metrics/interval.ts";
export { hitRate, maximumAt, pooledScore } from "./metrics/score-metrics.ts";
export { type SampleSummary, type ScoredSample, summarise } from "./metrics/summary.ts";
export { distinct, entropy, meanLength } from "./metrics/text-metrics.ts";
export { appliesTo, type ChosenMark, chooseMark, type Marks } from "./scenario/marks.ts";
export type { TextTokenizer } from "./tokenizer.ts";
