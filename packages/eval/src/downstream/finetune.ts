import { type AdamW, PreflmError, permutation, random } from "@preflm/core";
import type { CompleteClassifyOptions } from "./classify-options.ts";
import { type EncodedText, labelBatch } from "./label-batch.ts";

/** AdamW as BERT and GPT-2 are commonly finetuned (Devlin et al. 2019, appendix A.2), but for the rate. */
const OPTIMIZER: Omit<AdamW, "learningRate"> = {
  ...{ beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0.01, clipNorm: 1 },
};
/** Share of the updates over which the learning rate rises; then it falls linearly to 0. */
const WARMUP = 0.1;

/** One pass over the texts in an order of its own; the mean loss of a text, in nats. */
export async function finetune(
  texts: readonly EncodedText[],
  epoch: number,
  { model, rows, epochs, learningRate, seed, onProgress, signal }: CompleteClassifyOptions,
): Promise<number> {
  const order = permutation(texts.length, random(seed, epoch, "classify"));
  const updates = Math.ceil(texts.length / rows);
  let sum = 0;
  for (let update = 0; update < updates; update++) {
    if (signal?.aborted)
      throw new PreflmError("interrupted", `Classification stopped in epoch ${epoch}.`);
    const chosen = Array.from(order.subarray(update * rows, (update + 1) * rows), (i) => texts[i]);
    const { batch, loss } = labelBatch(chosen, model.config);
    const mean = await model.accumulate(batch, loss, 1 / chosen.length);
    if (!Number.isFinite(mean)) {
      throw new PreflmError(
        "diverged",
        `Classification diverged in epoch ${epoch}: the loss is ${mean}. Lower "learningRate" (it is ${learningRate}).`,
      );
    }
    const share = ((epoch - 1) * updates + update) / (epochs * updates);
    const factor = Math.min((share + 1 / (epochs * updates)) / WARMUP, (1 - share) / (1 - WARMUP));
    await model.update({ ...OPTIMIZER, learningRate: learningRate * Math.min(1, factor) });
    sum += mean * chosen.length;
    onProgress((epoch - 1) * texts.length + update * rows + chosen.length, epochs * texts.length);
  }
  return sum / texts.length;
}
