export { expectToTrain } from "./expect-to-train.ts";
export { type LexiconOptions, lexicon } from "./lexicon.ts";
export { type BackendTestOptions, testBackend } from "./test-backend.ts";
export { type ObjectiveTestOptions, testObjective } from "./test-objective.ts";
export { type ScorerTestOptions, testScorer } from "./test-scorer.ts";
export { type TinyClassifierOptions, writeTinyClassifier } from "./tiny-classifier/files.ts";
