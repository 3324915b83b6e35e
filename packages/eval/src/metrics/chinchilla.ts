import { PreflmError } from "@preflm/core";

/**
 * The loss in nats per token that a well-tuned transformer of N parameters reaches on D tokens of web text,
 * 1.69 + 406.4/N^0.34 + 410.7/D^0.28 (Hoffmann et al. 2022, eq. 10). For orientation: another corpus or tokenizer
 * has other constants. The released code of Korbak et al. 2023 logs it as `theoretical_loss`.
 *
 * @param parameters N > 0
 * @param tokens D > 0, seen in training
 */
export function chinchillaLoss(parameters: number, tokens: number): number {
  for (const [name, value] of Object.entries({ parameters, tokens })) {
    if (!(value > 0 && value < Infinity)) {
      throw new PreflmError(
        "invalid-option",
        `chinchillaLoss: "${name}" must be a finite number above 0, got ${value}.`,
      );
    }
  }
  return 1.69 + 406.4 / parameters ** 0.34 + 410.7 / tokens ** 0.28;
}
