import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { choiceItems, contexts } from "./held-out-texts.ts";

/** A token a character. */
const tokenizer = {
  encode: async (texts: readonly string[]) =>
    texts.map((text) => Int32Array.from(text, (letter) => letter.charCodeAt(0))),
};

/** Texts of random lines. */
function documents(count: number) {
  const draw = random("held-out texts");
  const line = () => "abcdefgh"[Math.floor(8 * draw())].repeat(1 + Math.floor(20 * draw()));
  return Array.from({ length: count }, (_, i) => ({
    id: `${i}`,
    text: Array.from({ length: 12 }, () => `${line()}\n`).join(""),
  }));
}

async function* streamed<T>(items: readonly T[]) {
  yield* items;
}

describe("contexts", () => {
  it("are as many whole lines as fit, with what follows, the first of every document first", async () => {
    const given = documents(100);
    const found = await contexts(streamed(given), tokenizer, 30);
    const textOf = new Map(given.map(({ id, text }) => [id, text]));
    const ends = new Map<string, number>();
    for (const { document, prompt, rest } of found) {
      const text = textOf.get(document)!;
      const at = text.indexOf(prompt + rest, ends.get(document) ?? 0);
      expect(at).toBeGreaterThanOrEqual(0); // after what followed the one before
      ends.set(document, at + prompt.length + rest.length);
      expect(at === 0 || text[at - 1] === "\n").toBe(true);
      expect(prompt.endsWith("\n")).toBe(true);
      expect(prompt.length).toBeLessThanOrEqual(30);
      const next = text.slice(at + prompt.length);
      if (next !== "") expect(prompt.length + next.indexOf("\n") + 1).toBeGreaterThan(30);
    }
    const firsts = found.slice(0, 100).map(({ document }) => document);
    expect(new Set(firsts).size).toBe(100);
    expect(found.length).toBeGreaterThan(100);
  });

  it("leave out lines that are too long, and blank ones", async () => {
    const given = ["x".repeat(50), "", "\n\n\n", "short"].map((text, i) => ({ id: `${i}`, text }));
    const found = await contexts(streamed(given), tokenizer, 30);
    expect(found).toEqual([{ document: "3", prompt: "short", rest: "" }]);
  });
});

describe("multiple-choice items", () => {
  it("have the true text among three others of the same length, in places drawn evenly", async () => {
    const found = await contexts(streamed(documents(400)), tokenizer, 30);
    const items = choiceItems(found, 300);
    expect(items.length).toBeGreaterThan(200);
    const goesOn = (context: string, text: string) =>
      found.some(({ prompt, rest }) => prompt === context && rest.startsWith(text));
    for (const { context, choices, answer } of items) {
      expect(new Set(choices).size).toBe(4);
      expect(choices.map((text) => text.length)).toEqual([60, 60, 60, 60]);
      expect(goesOn(context, choices[answer])).toBe(true);
    }
    const places = [0, 1, 2, 3].map((place) => items.filter(({ answer }) => answer === place));
    expect(Math.min(...places.map(({ length }) => length))).toBeGreaterThan(items.length / 8);
    expect(choiceItems(found, 300)).toEqual(items);
  });

  it("are none where there are too few texts to choose from", () => {
    const of = (document: string) => ({ document, prompt: "a\n", rest: document.repeat(60) });
    expect(choiceItems([of("a"), of("b"), of("c"), of("c")], 5)).toEqual([]);
    expect(choiceItems([of("a"), of("b"), of("c"), of("d")], 5)).toHaveLength(4);
  });
});
