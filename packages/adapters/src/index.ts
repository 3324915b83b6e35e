export { type ToEvaliteOptions, toEvalite } from "./evalite.ts";
export {
  type AutoevalsFunction,
  type AutoevalsScore,
  type FromAutoevalsOptions,
  fromAutoevals,
} from "./from-autoevals.ts";
export { matchers, type ScoreMatchers } from "./matchers.ts";
export { goodness, type ToAutoevalsOptions, toAutoevals } from "./to-autoevals.ts";
