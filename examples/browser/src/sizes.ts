import { type ModelSize, sizes as named } from "@preflm/gpt";

/** Names of the models that train in a tab. */
export type SizeName = "mini" | "micro" | "small" | "nano";

/** A model and how it is trained. */
export interface Size {
  readonly label: string;
  readonly about: string;
  readonly model: ModelSize;
  /** Rows of an update. */
  readonly rows: number;
  readonly learningRate: number;
  /** Training tokens of each objective, unless one says otherwise. */
  readonly tokens: number;
  /** Of WebAssembly, all cores by default. */
  readonly threads?: number;
}

/** The models by name. */
export const sizes: Readonly<Record<SizeName, Size>> = {
  mini: {
    label: "mini",
    about: "shows something within a minute",
    model: { layers: 4, width: 64, heads: 4, context: 64 },
    rows: 4,
    learningRate: 3e-3,
    tokens: 200_000,
    threads: 1,
  },
  micro: {
    label: "micro",
    about: "the model of npm start, some minutes",
    model: named.micro,
    rows: 4,
    learningRate: 2e-3,
    tokens: 500_000,
  },
  small: {
    label: "small",
    about: "for graphics cards",
    model: named.small,
    rows: 8,
    learningRate: 1e-3,
    tokens: 2_000_000,
  },
  nano: {
    label: "nano",
    about: "to see whether a slow device works at all",
    model: { layers: 1, width: 32, heads: 2, context: 32 },
    rows: 4,
    learningRate: 4e-3,
    tokens: 50_000,
    threads: 1,
  },
};
