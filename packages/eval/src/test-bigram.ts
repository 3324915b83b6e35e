import type { Batch, Decoder, Model } from "@preflm/core";

/** How many rows the model was stepped with, and how many of its decoders are open: for tests of `generate`. */
export interface BigramModel extends Model {
  readonly calls: { steps: number; open: number; largestBatch: number };
}

/** A real, tiny model for tests: the logits of the next token are row `previous token` of a V × V table. */
export function bigramModel(table: readonly (readonly number[])[], context = 64): BigramModel {
  const vocabulary = table.length;
  const calls = { steps: 0, open: 0, largestBatch: 0 };
  const unsupported = () =>
    Promise.reject(new Error("the bigram model of the tests does not train"));
  return {
    config: { layers: 1, width: 1, heads: 1, context, vocabulary },
    calls,
    accumulate: unsupported,
    update: unsupported,
    save: unsupported,
    dispose() {},
    async evaluate(batch: Batch) {
      const logProbabilities = Float32Array.from(batch.inputs, (input, i) =>
        Math.log(softmax(table[input])[batch.targets[i]]),
      );
      return { logProbabilities };
    },
    async decode(prompts: readonly Int32Array[]): Promise<Decoder> {
      const logits = new Float32Array(prompts.length * vocabulary);
      const show = (last: Iterable<number>) =>
        [...last].forEach((token, row) => {
          logits.set(table[token], row * vocabulary);
        });
      let position = prompts[0].length;
      calls.open++;
      calls.largestBatch = Math.max(calls.largestBatch, prompts.length);
      show(prompts.map((prompt) => prompt[prompt.length - 1]));
      return {
        rows: prompts.length,
        logits,
        get position() {
          return position;
        },
        async step(tokens) {
          if (position >= context) throw new Error("stepped past the context");
          position++;
          calls.steps++;
          show(tokens);
        },
        dispose() {
          calls.open--;
        },
      };
    },
  };
}

/** Probabilities of logits, in float64. */
export function softmax(logits: readonly number[]): readonly number[] {
  const highest = Math.max(...logits);
  const weights = logits.map((logit) => Math.exp(logit - highest));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}
