import type { Batch, Decoder, Model } from "@preflm/core";

/** How often and with how many rows the model was stepped, how many prompts it read and decoders are open: for tests. */
export interface BigramModel extends Model {
  readonly calls: {
    steps: number;
    rowSteps: number;
    read: number;
    open: number;
    largestBatch: number;
  };
}

/** A real, tiny model for tests: the logits of the next token are row `previous token` of a V × V table. */
export function bigramModel(table: readonly (readonly number[])[], context = 64): BigramModel {
  const vocabulary = table.length;
  const calls = { steps: 0, rowSteps: 0, read: 0, open: 0, largestBatch: 0 };
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
      let logits = new Float32Array(0);
      const show = (last: Iterable<number>) => {
        logits = Float32Array.from([...last].flatMap((token) => table[token]));
      };
      let positions = prompts.map((prompt) => prompt.length);
      const longest = () => Math.max(...positions);
      calls.open++;
      calls.read += prompts.length;
      calls.largestBatch = Math.max(calls.largestBatch, prompts.length);
      show(prompts.map((prompt) => prompt[prompt.length - 1]));
      return {
        get rows() {
          return positions.length;
        },
        get logits() {
          return logits;
        },
        get position() {
          return longest();
        },
        async step(tokens) {
          if (longest() >= context) throw new Error("stepped past the context");
          positions = positions.map((position) => position + 1);
          calls.steps++;
          calls.rowSteps += tokens.length;
          show(tokens);
        },
        select(rows) {
          positions = rows.map((row) => positions[row]);
          calls.largestBatch = Math.max(calls.largestBatch, rows.length);
          logits = Float32Array.from(
            rows.flatMap((row) => [...logits.subarray(row * vocabulary, (row + 1) * vocabulary)]),
          );
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
