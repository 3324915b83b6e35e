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
  it("are as many whole lines as fit, and what follows is the rest", async () => {
    const given = documents(200);
    const found = await contexts(streamed(given), tokenizer, 30);
    const fitting = given.filter(({ text }) => text.indexOf("\n") + 1 <= 30);
    expect(found.map(({ prompt, rest }) => prompt + rest)).toEqual(fitting.map(({ text }) => text));
    for (const { prompt, rest } of found) {
      expect(prompt.endsWith("\n")).toBe(true);
      expect(prompt.length).toBeLessThanOrEqual(30);
      expect(prompt.length + rest.indexOf("\n") + 1).toBeGreaterThan(30);
    }
  });

  it("leave out texts whose beginning is too long or blank", async () => {
    const given = ["x".repeat(50), "", "\n\n\n", "short"].map((text, i) => ({ id: `${i}`, text }));
    const found = await contexts(streamed(given), tokenizer, 30);
    expect(found).toEqual([{ prompt: "short", rest: "" }]);
  });
});

describe("multiple-choice items", () => {
  it("have the true text among three others of the same length, in places drawn evenly", async () => {
    const found = await contexts(streamed(documents(400)), tokenizer, 30);
    const items = choiceItems(found, 300);
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
    const context = { prompt: "a\n", rest: "b".repeat(100) };
    expect(choiceItems([context, context, context, context, context], 5)).toEqual([]);
  });
});
