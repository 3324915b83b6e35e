export type { Entity } from "./entities.ts";
export { type DataType, type Device, type ModelOptions, modelOptionNames } from "./options.ts";
export {
  type TextClassifier,
  type TextClassifierOptions,
  textClassifier,
} from "./text-classifier.ts";
export { type TokenClassifier, tokenClassifier } from "./token-classifier.ts";
