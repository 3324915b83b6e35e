import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { meanScore, type Objective, type ScoredDocument } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { annotate } from "./annotate.ts";
import { epochStores } from "./epoch-stores.ts";
import { type PackOptions, packCorpus } from "./pack.ts";
import { openTokenStore } from "./stored-tokens.ts";
import { atSigns, byteTokenizer, collect, stream, temporaryFolder } from "./test-support.ts";
import type { TokenStore } from "./token-store.ts";
import type { Tokenizer } from "./tokenizer.ts";
import { withControlTokens } from "./tokenizer-json.ts";

const GOOD = "<|good|>";
const BAD = "<|bad|>";
const tokenizer = withControlTokens(byteTokenizer(), [GOOD, BAD]);
const END = tokenizer.endOfText;

/** Marks half of the segments. */
const marking: Pick<Objective, "name" | "prefix"> = {
  name: "marking",
  prefix: (segment, draw) => (draw() < 0.5 ? undefined : segment.score > 0 ? BAD : GOOD),
};

const texts = Array.from(
  { length: 40 },
  (_, i) => `line ${i}\n${"@".repeat(i % 3)}é <|bad|>\n\n${i}`,
);
const scored: ScoredDocument[] = await collect(
  annotate(stream(texts.map((text, i) => ({ id: `d${i}`, text }))), atSigns()),
);

const pack = (given: readonly ScoredDocument[], options: Partial<PackOptions> = {}) =>
  packCorpus(stream(given), {
    tokenizer,
    objective: marking,
    seed: 1,
    path: join(temporaryFolder(), "store"),
    ...options,
  });

function contents(store: TokenStore) {
  const tokens = new Int32Array(store.tokens);
  const scores = new Float32Array(store.tokens);
  store.read(0, tokens, scores);
  const documents = Array.from(store.offsets.subarray(1), (end, i) => ({
    tokens: [...tokens.subarray(store.offsets[i], end)],
    scores: [...scores.subarray(store.offsets[i], end)],
  }));
  store.close();
  return documents;
}

describe("packCorpus", () => {
  it("writes end-of-text, then each segment after its mark, all with the segment's score", async () => {
    const segments = [
      { text: "a", score: 0.5 },
      { text: "", score: 9 },
      { text: "bc", score: 0 },
    ];
    const objective = { prefix: ({ score }: { score: number }) => (score > 0 ? BAD : GOOD) };
    const store = await pack([{ id: "d", segments }], { objective });
    const [a, b, c] = ["a", "b", "c"].map((letter) => tokenizer.toJSON().model.vocab[letter]);
    expect(store).toMatchObject({ tokens: 6, documents: 1, selectedDocuments: 1, bytes: 3 });
    expect(store.controlTokens).toEqual({ [BAD]: 1, [GOOD]: 1 });
    expect(contents(store)).toEqual([
      {
        tokens: [END, tokenizer.controlTokens[BAD], a, tokenizer.controlTokens[GOOD], b, c],
        scores: [0.5, 0.5, 0.5, 0, 0, 0],
      },
    ]);
  });

  it("keeps the text: decoded documents are the documents", async () => {
    const documents = contents(await pack(scored));
    expect(documents.map(({ tokens }) => tokenizer.decode(tokens))).toEqual(texts);
    expect(documents.every(({ tokens }) => tokens.lastIndexOf(END) === 0)).toBe(true);
  });

  it("tokenises each segment on its own, and equal ones once", async () => {
    const asked: string[] = [];
    const listening: Tokenizer = {
      ...tokenizer,
      encode(segments) {
        asked.push(...segments);
        return tokenizer.encode(segments);
      },
    };
    await pack(scored, { tokenizer: listening }).then((store) => store.close());
    const segments = scored.flatMap((document) => document.segments.map(({ text }) => text));
    expect(asked).toEqual([...new Set(segments)]);
  });

  it("draws the same marks whatever the order or the company of documents", async () => {
    const forward = contents(await pack(scored));
    const backward = contents(await pack([...scored].reverse()));
    expect(backward.reverse()).toEqual(forward);
    const shard = contents(await pack(scored.slice(10, 20)));
    expect(shard).toEqual(forward.slice(10, 20));
  });

  it("draws the marks of each document independently", async () => {
    const { segments } = scored[0];
    const twins = Array.from({ length: 20 }, (_, i) => ({ id: `${i}`, segments }));
    const documents = contents(await pack(twins));
    expect(new Set(documents.map(({ tokens }) => tokens.join())).size).toBeGreaterThan(2);
  });

  it("draws other marks for another epoch or seed", async () => {
    const first = contents(await pack(scored));
    expect(contents(await pack(scored, { epoch: 1 }))).not.toEqual(first);
    expect(contents(await pack(scored, { seed: 2 }))).not.toEqual(first);
  });

  it("writes the same bytes for the same input", async () => {
    const [one, two] = [await pack(scored), await pack(scored)];
    for (const name of readdirSync(one.path)) {
      expect(readFileSync(join(two.path, name))).toEqual(readFileSync(join(one.path, name)));
    }
    one.close();
    two.close();
  });

  it("leaves out what the objective does not select", async () => {
    const objective = { select: (document: ScoredDocument) => meanScore(document) === 0 };
    const store = await pack(scored, { objective });
    const kept = scored.filter((document) => meanScore(document) === 0);
    expect(store).toMatchObject({ documents: 40, selectedDocuments: kept.length });
    expect(contents(store).map(({ tokens }) => tokenizer.decode(tokens))).toEqual(
      kept.map(({ segments }) => segments.map(({ text }) => text).join("")),
    );
  });

  it("gives the same store from the token cache, without encoding again", async () => {
    const cache = temporaryFolder();
    const fresh = contents(await pack(scored, { cache }));
    const refusing: Tokenizer = {
      ...tokenizer,
      async encode(given) {
        if (given.length > 0) throw new Error(`asked to encode ${given.length} texts`);
        return [];
      },
    };
    expect(contents(await pack(scored, { cache, tokenizer: refusing }))).toEqual(fresh);
    const merged = scored.map(({ id, segments }) => ({
      id,
      segments: [{ text: segments.map(({ text }) => text).join(""), score: 0 }],
    }));
    await expect(pack(merged, { cache, tokenizer: refusing })).rejects.toThrow(
      /asked to encode \d+ texts/,
    );
  });

  it("says what to do about an empty corpus, an empty selection, an unknown mark", async () => {
    await expect(pack([])).rejects.toThrow(/corpus is empty/);
    const none = { name: "none", select: () => false };
    await expect(pack(scored, { objective: none })).rejects.toThrow(
      /"none" filtered out all 40 documents. Raise its threshold/,
    );
    const objective = { name: "odd", prefix: () => "constructor" };
    await expect(pack(scored, { objective })).rejects.toThrow(
      /"odd" marks segments with "constructor"/,
    );
  });

  it("says when the store or the cache cannot be written", async () => {
    const file = join(temporaryFolder(), "file");
    writeFileSync(file, "");
    await expect(pack(scored, { path: join(file, "store") })).rejects.toThrow(
      /a part of the path is a file/,
    );
    await expect(pack(scored, { cache: file })).rejects.toThrow(/a part of the path is a file/);
    const cached = collect(annotate(stream([]), atSigns(), { cache: join(file, "cache") }));
    await expect(cached).rejects.toThrow(/a part of the path is a file/);
  });

  it("leaves an earlier store as it was when it fails", async () => {
    const path = join(temporaryFolder(), "store");
    const before = contents(await pack(scored, { path }));
    async function* breaking() {
      yield* scored;
      throw new Error("the disk caught fire");
    }
    const packing = packCorpus(breaking(), { tokenizer, objective: marking, seed: 1, path });
    await expect(packing).rejects.toThrow(/caught fire/);
    expect(contents(openTokenStore(path))).toEqual(before);
    expect(readdirSync(join(path, "..")).length).toBe(1);
  });
});

describe("openTokenStore", () => {
  it("refuses a store with a short file", async () => {
    const store = await pack(scored);
    store.close();
    writeFileSync(join(store.path, "scores.f32"), "");
    expect(() => openTokenStore(store.path)).toThrow(/scores.f32" has 0 bytes, expected \d+/);
    expect(() => openTokenStore("/nowhere")).toThrow(/does not exist/);
  });
});

describe("epochStores", () => {
  const stores = (objective: PackOptions["objective"], path: string) =>
    epochStores(() => stream(scored), { tokenizer, objective, seed: 1, path });

  it("packs anew each epoch if there are marks, keeping one store", async () => {
    const path = temporaryFolder();
    const open = stores(marking, path);
    const first = await open(0);
    expect(await open(0)).toBe(first);
    const second = await open(1);
    expect(readdirSync(path)).toEqual(["epoch-1"]);
    expect(contents(second)).toEqual(contents(await pack(scored, { epoch: 1 })));
  });

  it("packs once if there are none, and deletes the store in the end", async () => {
    const path = temporaryFolder();
    const open = stores({}, path);
    expect(await open(5)).toBe(await open(0));
    open.close();
    expect(readdirSync(path)).toEqual([]);
  });
});
