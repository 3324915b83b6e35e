import type { SizeName } from "../choose/named-sizes.ts";

/** How a size is trained where nobody says: settings that have worked. */
export interface SizeTraining {
  readonly tokensPerUpdate: number;
  readonly learningRate: number;
  readonly [setting: string]: number;
}

const SMALL_MODELS = { warmup: 0.05, finalShare: 0.05, beta2: 0.98, deviation: 0.05 };

/** By size: those of the first run and the reproduction, and for `gpt2` the paper's (Korbak et al. 2023, §3.1). */
export const sizeTraining: Readonly<Record<SizeName, SizeTraining>> = {
  nano: { tokensPerUpdate: 512, learningRate: 2e-3, ...SMALL_MODELS },
  micro: { tokensPerUpdate: 512, learningRate: 2e-3, ...SMALL_MODELS },
  small: { tokensPerUpdate: 1024, learningRate: 1e-3, ...SMALL_MODELS },
  gpt2: { tokensPerUpdate: 65_536, learningRate: 5e-4 },
};
