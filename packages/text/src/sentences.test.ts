import { describe, expect, it } from "vitest";
import { lines, sentences } from "./index.ts";

describe("sentences", () => {
  it.each([
    [""],
    ["No end"],
    ["One. |Two! |Three?"],
    ['He said "Hi." |Then he left. (|Fine.) |Good'],
    ["Wait... what?! |No!! |Yes"],
    ["Dr. Smith of D.C. met J. Smith, e.g. at 10 a.m. today. |Pi is 3.14. |So."],
    ["The U.S. is big. |Apples etc. |And so on."],
    ["See www.example.com. |Or https://a.example/B.Cd?e=f. |Write to John.Smith@example.com now."],
    ["hello.|World again.world v1.2.3. |NASA. |X."],
    ["Line one\nline two\n\nline three"],
    ["The end.|\n\nA new paragraph. | Two spaces.|\tA tab."],
    ["Was? ¡|Sí! |日本。 |是。 |हाँ। |फिर"],
    ["a . |b  !|c ? |d"],
  ])("are cut at the bars of %j", (marked) => {
    const pieces = marked.split("|");
    const expected = marked === "" ? [] : pieces;
    expect(sentences(pieces.join(""))).toEqual(expected);
  });

  it("stay one where no single sentence-final token stands", () => {
    for (const text of ["so … on", "a...b", "Mr. X", "x?y", "$1.50 a", "and/e.g. this"]) {
      expect(sentences(text), text).toHaveLength(1);
    }
  });
});

describe("every way to cut a text", () => {
  const pieces = [
    ..."aZ0 .!?…\"'()[]-/:@,。\n\r\t\u00a0\u0085\0\ud800\udc00",
    "\u{1F600}",
    "...",
    "Mr.",
    "e.g.",
    "https://",
    "x@b.cd",
    "'s",
    "id",
    "5m",
    "\r\n",
    "\u{1F600}",
  ];

  it("gives pieces that concatenate back to it and are never empty", () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    let state = seed;
    const below = (n: number) => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * n);
    };
    for (let i = 0; i < 3000; i++) {
      const text = Array.from({ length: below(30) }, () => pieces[below(pieces.length)]).join("");
      for (const cut of [sentences, lines]) {
        const context = `seed ${seed}, ${JSON.stringify(text)}`;
        expect(cut(text).join(""), context).toBe(text);
        expect(cut(text), context).not.toContain("");
      }
    }
  });

  it.each([".", ". ", ".\n", "a.A", "?)", "Mr.", "(", "\n", "a", "\ud800"].map((unit) => [unit]))(
    "ends soon on 1 MB of %j",
    (unit) => {
      const text = unit.repeat(1e6 / unit.length);
      const start = performance.now();
      for (const cut of [sentences, lines]) expect(cut(text).join("") === text).toBe(true);
      expect(performance.now() - start).toBeLessThan(10_000);
    },
  );
});
