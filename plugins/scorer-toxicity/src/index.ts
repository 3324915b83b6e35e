export type { ClassifierOptions } from "./classifier-engine.ts";
export { type Preset, type PresetName, presets } from "./presets.ts";
export { type LexiconOptions, type ToxicityOptions, toxicity } from "./toxicity.ts";
