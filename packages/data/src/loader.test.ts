import { join } from "node:path";
import type { Batch, ScoredDocument } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { evaluationBatches } from "./evaluation-batches.ts";
import { createLoader, type LoaderOptions } from "./loader.ts";
import { packCorpus } from "./pack.ts";
import { byteTokenizer, collect, stream, temporaryFolder } from "./test-support.ts";
import type { TokenStore } from "./token-store.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** Every token of the corpus has a value of its own, and its score is its value: so tokens can be counted and followed. */
const unique: Tokenizer = {
  ...byteTokenizer(),
  byteLengths: new Int32Array(10_000).fill(1),
  encode: async (texts) => texts.map((text) => Int32Array.from(text.split(","), Number)),
};

async function corpus(lengths: readonly number[], select?: (d: ScoredDocument) => boolean) {
  let next = 1000;
  const documents = lengths.map((length, i) => ({
    id: `${i}`,
    segments: Array.from({ length }, () => ({ text: `${++next}`, score: next })),
  }));
  const path = join(temporaryFolder(), "store");
  const options = { tokenizer: unique, objective: { select }, seed: 0, path };
  return packCorpus(stream(documents), options);
}

const lengths = [3, 1, 17, 0, 8, 40, 2, 5, 29, 11];
const loader = (store: TokenStore, options: Partial<LoaderOptions> = {}) =>
  createLoader({ stores: async () => store, rows: 2, columns: 7, seed: 3, ...options });

const take = async (from: { next(): Promise<Batch> }, count: number) => {
  const batches: Batch[] = [];
  for (let i = 0; i < count; i++) batches.push(await from.next());
  return batches;
};

describe("a loader", () => {
  it("predicts each token exactly once an epoch, but the first and the last partial window", async () => {
    const store = await corpus(lengths);
    for (const [rows, columns] of [
      [1, 1],
      [1, 4],
      [3, 5],
      [2, 60],
    ]) {
      const from = await loader(store, { rows, columns });
      const windows = Math.floor((store.tokens - 1) / columns);
      expect(from.tokensPerEpoch).toBe(windows * columns);
      const rowsRead = (await take(from, Math.ceil(windows / rows))).flatMap((batch) =>
        Array.from({ length: rows }, (_, row) => [
          ...batch.targets.subarray(row * columns, (row + 1) * columns),
        ]),
      );
      const targets = rowsRead
        .slice(0, windows)
        .flat()
        .filter((t) => t !== unique.endOfText);
      expect(new Set(targets).size).toBe(targets.length);
      const words = lengths.reduce((a, b) => a + b);
      expect(targets.length).toBeGreaterThanOrEqual(words - columns - 1);
    }
  });

  it("shifts by one: a row's inputs go on in its targets, and scores are those of the targets", async () => {
    const from = await loader(await corpus(lengths));
    for (const { inputs, targets, scores, columns, rows } of await take(from, 30)) {
      for (let i = 0; i < rows * columns; i++) {
        if ((i + 1) % columns !== 0) expect(inputs[i + 1]).toBe(targets[i]);
        if (targets[i] !== unique.endOfText) expect(scores[i]).toBe(targets[i]);
        if (targets[i] > 1000 && inputs[i] > 1000) expect(targets[i]).toBe(inputs[i] + 1);
        if (targets[i] === unique.endOfText && (i + 1) % columns !== 0 && targets[i + 1] > 1000) {
          expect(scores[i]).toBe(targets[i + 1]); // end-of-text takes the first segment's score
        }
      }
    }
  });

  it("gives the same batches for the same seed, and others for another seed or epoch", async () => {
    const store = await corpus(lengths);
    const first = await take(await loader(store), 20);
    expect(await take(await loader(store), 20)).toEqual(first);
    expect(await take(await loader(store, { seed: 4 }), 20)).not.toEqual(first);
    const second = await loader(store, { position: { epoch: 1, window: 0 } });
    expect(await take(second, 20)).not.toEqual(first);
  });

  it("shuffles the documents anew for each epoch and seed", async () => {
    const store = await corpus(lengths);
    const whole = { rows: 1, columns: store.tokens - 1 }; // one window: the whole stream
    const batches = await take(await loader(store, whole), 2);
    batches.push(...(await take(await loader(store, { ...whole, seed: 4 }), 1)));
    expect(new Set(batches.map(({ inputs }) => inputs.join())).size).toBe(3);
    for (const { inputs, targets } of batches) {
      const all = [...inputs, targets[targets.length - 1]];
      expect(all.filter((token) => token === unique.endOfText).length).toBe(lengths.length);
      expect(new Set(all).size).toBe(1 + lengths.reduce((a, b) => a + b));
    }
  });

  it("shuffles the windows anew for each epoch and seed", async () => {
    const store = await corpus([50]); // one document, so that only windows can move
    const one = { rows: 50, columns: 1 };
    const batches = await take(await loader(store, one), 2);
    batches.push(...(await take(await loader(store, { ...one, seed: 4 }), 1)));
    expect(new Set(batches.map(({ inputs }) => inputs.join())).size).toBe(3);
  });

  it("goes on from any position as if it had never stopped", async () => {
    const store = await corpus(lengths);
    const from = await loader(store);
    const jumping = await loader(store);
    for (let i = 0; i < 25; i++) {
      const position = from.position;
      const batch = await from.next();
      await jumping.seek(position);
      expect(await jumping.next()).toEqual(batch);
      expect(jumping.position).toEqual(from.position);
      expect(await (await loader(store, { position })).next()).toEqual(batch);
    }
    expect(from.position.epoch).toBeGreaterThan(1);
    await from.seek({ epoch: 0, window: 0 });
    expect(await from.next()).toEqual(await (await loader(store)).next());
  });

  it("repeats filtered data over epochs, asking for each epoch's store", async () => {
    const store = await corpus(lengths, ({ segments }) => segments.length > 20);
    const asked: number[] = [];
    const from = await loader(store, {
      stores: async (epoch) => {
        asked.push(epoch);
        return store;
      },
    });
    const predictions = 2 * 7 * (await take(from, 12)).length;
    expect(predictions).toBeGreaterThan(2 * from.tokensPerEpoch);
    expect(asked).toEqual([0, 1, 2]);
  });

  it("says what is missing when the corpus is smaller than one batch", async () => {
    const store = await corpus([3, 4]);
    await expect(loader(store)).rejects.toThrow(
      /smaller than one batch: 9 tokens \(2 of 2 documents\), but 2 rows × 7 columns need 15/,
    );
    expect((await loader(store, { rows: 2, columns: 4 })).tokensPerEpoch).toBe(8);
  });

  it("rejects a position that is none", async () => {
    const from = await loader(await corpus(lengths));
    await expect(from.seek({ epoch: 0, window: 1000 })).rejects.toThrow(/"window"/);
    await expect(from.seek({ epoch: -1, window: 0 })).rejects.toThrow(/"epoch"/);
  });
});

describe("evaluationBatches", () => {
  it("predicts every token but the first once, in order, without padding", async () => {
    const store = await corpus(lengths);
    const tokens = new Int32Array(store.tokens);
    const scores = new Float32Array(store.tokens);
    store.read(0, tokens, scores);
    for (const [rows, columns] of [
      [1, 1],
      [2, 7],
      [4, 5],
      [3, 1000],
    ]) {
      const batches = await collect(evaluationBatches(store, { rows, columns }));
      expect(batches.flatMap((batch) => [...batch.inputs])).toEqual([...tokens.subarray(0, -1)]);
      expect(batches.flatMap((batch) => [...batch.targets])).toEqual([...tokens.subarray(1)]);
      expect(batches.flatMap((batch) => [...batch.scores])).toEqual([...scores.subarray(1)]);
      for (const batch of batches) expect(batch.inputs.length).toBe(batch.rows * batch.columns);
    }
  });

  it("stops at the asked number of predictions", async () => {
    const store = await corpus(lengths);
    for (const maximumTokens of [1, 7, 14, 20]) {
      const options = { rows: 2, columns: 7, maximumTokens };
      const batches = await collect(evaluationBatches(store, options));
      expect(batches.reduce((sum, batch) => sum + batch.targets.length, 0)).toBe(maximumTokens);
    }
  });

  it("refuses a corpus in which nothing can be predicted", async () => {
    const store = await corpus([0]);
    const reading = collect(evaluationBatches(store, { rows: 1, columns: 1 }));
    await expect(reading).rejects.toThrow(/corpus of 1 tokens/);
  });
});
