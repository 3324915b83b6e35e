import type { TextClassifierOptions } from "@preflm/transformers";

/** A published model: where it is on the Hugging Face hub, and which of its labels is the score. */
export interface Preset
  extends Required<Pick<TextClassifierOptions, "hub" | "subfolder" | "activation">> {
  readonly label: string;
}

/** ONNX exports of the two Detoxify models that the paper used, under Detoxify's names. */
export const presets = {
  /** Detoxify "original", `unitary/toxic-bert`: BERT on Jigsaw's comments of 2018. It scored the paper's training data. */
  original: {
    hub: "Xenova/toxic-bert",
    subfolder: "onnx",
    activation: "sigmoid",
    label: "toxic",
  },
  /** Detoxify "unbiased", `unitary/unbiased-toxic-roberta`: RoBERTa on Civil Comments. It scored the paper's samples. */
  unbiased: {
    hub: "protectai/unbiased-toxic-roberta-onnx",
    subfolder: "",
    activation: "sigmoid",
    label: "toxicity",
  },
} as const satisfies Readonly<Record<string, Preset>>;

/** The name of a preset. */
export type PresetName = keyof typeof presets;
