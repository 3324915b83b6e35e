import { didYouMean, type ModelConfig, PreflmError } from "@preflm/core";
import { type ModelSize, sizes } from "@preflm/gpt";

/** The name of one of the sizes of `@preflm/gpt`. */
export type SizeName = keyof typeof sizes;

/** The names, the smallest first. */
export const sizeNames = Object.keys(sizes) as readonly SizeName[];

/** The sizes that a list of names such as `"micro,small"` asks for. */
export function sizesNamed(list: string, option: string): readonly SizeName[] {
  return list.split(",").map((name) => {
    if (Object.hasOwn(sizes, name)) return name as SizeName;
    throw new PreflmError(
      "invalid-option",
      `--${option} knows ${sizeNames.join(", ")}, got "${name}".${didYouMean(name, sizeNames)}`,
    );
  });
}

/** The vocabulary that goes with a size if none is given: GPT-2's for `gpt2`, else that of the examples. */
export function usualVocabulary(name: SizeName): number {
  return name === "gpt2" ? 50_257 : 2048;
}

/** A model of a named size. */
export function modelOf(name: SizeName, vocabulary = usualVocabulary(name)): ModelConfig {
  return { ...sizes[name], vocabulary };
}

/** Rows of a micro-batch where a run leaves `training.rows` out and its updates are large enough. */
export function usualRows({ context }: ModelSize): number {
  return Math.max(1, Math.floor(4096 / context));
}
