import { join } from "node:path";
import { type Objective, random, type ScoredDocument } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { epochStores } from "./epoch-stores.ts";
import { createLoader } from "./loader.ts";
import { memoryStores, packInMemory } from "./memory-stores.ts";
import { byteTokenizer, stream, temporaryFolder } from "./test-support.ts";
import type { TokenStore } from "./token-store.ts";
import { withControlTokens } from "./tokenizer-json.ts";

const tokenizer = withControlTokens(byteTokenizer(), ["<|good|>", "<|bad|>"]);
const uniform = random("memory");
const scored: ScoredDocument[] = Array.from({ length: 40 }, (_, i) => ({
  id: `d${i}`,
  segments: Array.from({ length: Math.floor(4 * uniform()) }, () => ({
    text: "é<|bad|>\n ".slice(0, Math.floor(10 * uniform())),
    score: uniform() < 0.5 ? 0 : uniform(),
  })),
}));

const marking: Pick<Objective, "name" | "prefix"> = {
  name: "marking",
  prefix: (segment, draw) =>
    draw() < 0.3 ? undefined : segment.score > 0 ? "<|bad|>" : "<|good|>",
};
const filtering: Pick<Objective, "name" | "select"> = {
  name: "filtering",
  select: ({ segments }) => segments.every(({ score }) => score < 0.8),
};

/** Everything a store says. */
function contents({ tokens: count, read, offsets, ...store }: TokenStore) {
  const [tokens, scores] = [new Int32Array(count), new Float32Array(count)];
  read(0, tokens, scores);
  const { documents, selectedDocuments, bytes, controlTokens } = store;
  return { tokens, scores, offsets, documents, selectedDocuments, bytes, controlTokens };
}

describe.each([{ objective: marking }, { objective: filtering }, { objective: {} }])(
  "stores in memory ($objective.name)",
  ({ objective }) => {
    const options = { tokenizer, objective, seed: 7 };

    it("hold, epoch by epoch, what those in folders hold", async () => {
      const inFolders = epochStores(() => stream(scored), { ...options, path: temporaryFolder() });
      const inMemory = memoryStores(scored, options);
      for (const epoch of [0, 1, 3, 0])
        expect(contents(await inMemory(epoch))).toEqual(contents(await inFolders(epoch)));
      inFolders.close();
    });

    it("give a loader the same batches", async () => {
      const inFolders = epochStores(() => stream(scored), {
        ...options,
        path: join(temporaryFolder(), "stores"),
      });
      const shape = { rows: 3, columns: 5, seed: 2 };
      const expected = await createLoader({ ...shape, stores: inFolders });
      const given = await createLoader({ ...shape, stores: memoryStores(scored, options) });
      for (let i = 0; i < 60; i++) expect(await given.next()).toEqual(await expected.next());
      expect(given.position.epoch).toBeGreaterThan(0);
      inFolders.close();
    });
  },
);

describe("packInMemory", () => {
  it("rejects what packCorpus rejects", async () => {
    const none = { name: "none", select: () => false };
    const options = { tokenizer, objective: none, seed: 1 };
    await expect(packInMemory(scored, options)).rejects.toThrow(/filtered out all 40 documents/);
    await expect(packInMemory([], { ...options, objective: {} })).rejects.toThrow(/empty/);
    await expect(packInMemory(scored, { ...options, seed: 0.5 })).rejects.toThrow(/"seed"/);
    // @ts-expect-error: an option of packCorpus
    await expect(packInMemory(scored, { ...options, path: "x" })).rejects.toThrow(/"path"/);
  });
});
