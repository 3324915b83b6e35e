import { type ModelConfig, PreflmError, show } from "@preflm/core";

/** One weight of the model. */
export interface Parameter {
  /** The name it has in a Hugging Face GPT-2, without the `transformer.` prefix. */
  readonly name: string;
  readonly shape: readonly number[];
  /** Whether AdamW's weight decay applies: matrices only. */
  readonly decay: boolean;
  /** How it starts: all zeros, all ones, or normal numbers; `residual` are scaled by 1/√(2·layers) (Radford et al. 2019, §2.3). */
  readonly initial: "zeros" | "ones" | "normal" | "residual";
}

/**
 * Every weight of the model in order. Matrices are `[inputs, outputs]` like Hugging Face's Conv1D;
 * the output head is tied to `wte.weight`. C = width, V = vocabulary, T = context.
 */
export function layout(config: ModelConfig): readonly Parameter[] {
  checkConfig(config);
  const { layers, width: C, context: T, vocabulary: V, valueHead } = config;
  const matrix = (name: string, shape: number[], initial: Parameter["initial"] = "normal") => ({
    name,
    shape,
    decay: true,
    initial,
  });
  const vector = (name: string, size: number, initial: Parameter["initial"] = "zeros") => ({
    name,
    shape: [size],
    decay: false,
    initial,
  });
  const norm = (name: string) => [vector(`${name}.weight`, C, "ones"), vector(`${name}.bias`, C)];

  const block = (h: string): Parameter[] => [
    ...norm(`${h}.ln_1`),
    matrix(`${h}.attn.c_attn.weight`, [C, 3 * C]), // queries, keys, values side by side
    vector(`${h}.attn.c_attn.bias`, 3 * C),
    matrix(`${h}.attn.c_proj.weight`, [C, C], "residual"),
    vector(`${h}.attn.c_proj.bias`, C),
    ...norm(`${h}.ln_2`),
    matrix(`${h}.mlp.c_fc.weight`, [C, 4 * C]),
    vector(`${h}.mlp.c_fc.bias`, 4 * C),
    matrix(`${h}.mlp.c_proj.weight`, [4 * C, C], "residual"),
    vector(`${h}.mlp.c_proj.bias`, C),
  ];
  return [
    matrix("wte.weight", [V, C]),
    matrix("wpe.weight", [T, C]),
    ...Array.from({ length: layers }, (_, i) => block(`h.${i}`)).flat(),
    ...norm("ln_f"),
    // Zero-initialised and without bias, as in the released code of Korbak et al. 2023.
    ...(valueHead ? [matrix("value_head.weight", [1, C], "zeros")] : []),
  ];
}

/** Number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

/** Number of parameters, the tied head counted once. */
export function parameterCount(config: ModelConfig): number {
  return layout(config).reduce((sum, parameter) => sum + sizeOf(parameter.shape), 0);
}

/** Throws on a configuration that no GPT can have. */
export function checkConfig(config: ModelConfig): void {
  for (const name of ["layers", "width", "heads", "context", "vocabulary"] as const) {
    if (!Number.isInteger(config[name]) || config[name] < 1) {
      throw new PreflmError(
        "invalid-option",
        `model: "${name}" must be a whole number ≥ 1, got ${show(config[name])}.`,
      );
    }
  }
  if (config.width % config.heads !== 0) {
    throw new PreflmError(
      "invalid-option",
      `model: "width" must be a multiple of "heads", got width ${config.width} and heads ${config.heads}.`,
    );
  }
}
