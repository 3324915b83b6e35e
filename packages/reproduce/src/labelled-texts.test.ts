import { describe, expect, it } from "vitest";
import { divideLabelled } from "./labelled-texts.ts";

const documents = Array.from({ length: 40 }, (_, i) => ({
  id: `${i}`,
  text: Array.from({ length: 10 }, (_, line) => `${i}:${line}\n`).join(""),
  label: i % 2 ? "odd" : "even",
}));

const owner = ({ text }: { readonly text: string }) => text.split(":")[0];

describe("labelled texts", () => {
  it("are learned from or asked about, never both, with the labels of their documents", () => {
    const { train, test } = divideLabelled(documents, { train: 20, test: 10 }, {});
    expect([train.length, test.length]).toEqual([20, 10]);
    const owners = [...train, ...test].map(owner);
    expect(new Set(owners).size).toBe(30);
    for (const { text, label } of train)
      expect(label).toBe(Number(owner({ text })) % 2 ? "odd" : "even");
  });

  it("keep the pieces of a document on one side, and take from all documents", () => {
    const { train, test } = divideLabelled(documents, { train: 60, test: 30 }, { pieces: 3 });
    for (const { text } of train) expect(text.split("\n")).toHaveLength(4);
    const [learned, asked] = [train, test].map((texts) => new Set(texts.map(owner)));
    expect([...learned].filter((id) => asked.has(id))).toEqual([]);
    expect(learned.size).toBe(27); // of 40 documents the share 60 of 90
    expect([train.length, test.length]).toEqual([60, 30]);
  });

  it("are as many as there are where fewer than asked for", () => {
    const { train, test } = divideLabelled(documents, { train: 200, test: 200 }, {});
    expect([train.length, test.length]).toEqual([20, 20]);
    expect(divideLabelled([], { train: 1, test: 1 }, {})).toEqual({ train: [], test: [] });
  });
});
