import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { innocent } from "./cases.ts";
import { INSIDE_WORDS, read } from "./find.ts";
import { words } from "./words.ts";

/** What is found in a text. */
function found(text: string): string[] {
  return read(text).matches.map(({ start, end }) => text.slice(start, end));
}

describe("the lexicon", () => {
  it("finds words in any case between any signs, and labels them", () => {
    const text = "IDIOTS! (shit) “crap”, bad—hate/ugly_liar; 'bitch's' fuck.\nDamn\tyou";
    expect(found(text)).toEqual([
      ...["IDIOTS", "shit", "crap", "bad", "hate", "ugly", "liar", "bitch", "fuck", "Damn"],
    ]);
    const labels = read("fuck jesus hate").matches.map(({ label }) => label);
    expect(labels).toEqual(["profanity", "sensitive", "negative"]);
  });

  it("finds phrases whole, with spaces or hyphens", () => {
    expect(found("He is fed up, that son-of-a-bitch.")).toEqual(["fed up", "son-of-a-bitch"]);
    expect(found("a half-breed, half breeds, white  trash")).toContain("half-breed");
    expect(found("sand niggers")).toEqual(["sand niggers"]);
  });

  it("leaves words alone that only hold bad ones, and signs that only look like disguises", () => {
    for (const text of innocent) expect(found(text), text).toEqual([]);
  });

  it("finds the worst words inside others", () => {
    expect(found("#clusterfuckery and bitchface")).toEqual(["fuck", "bitch"]);
    for (const word of INSIDE_WORDS) expect(words.get(word)?.weight, word).toBeGreaterThan(0);
  });

  it.each([
    [
      "digits and signs for letters",
      ["sh1t", "$hit", "b1tch", "a$$", "@ss", "c0ck", "a$$h0le", "f@ck"],
    ],
    [
      "masks",
      ["f*ck", "f**k", "f***", "b#tch", "s**t", "f&@k", "motherf*cker", "sh%t", "bull****"],
    ],
    ["stretching", ["fuuuuck", "shiiiit", "biiitch", "FUUUUUCKKKK", "asssshole", "hateeee"]],
    ["spelling out", ["f u c k", "F.U.C.K", "s-h-i-t", "b i t c h", "f_u_c_k", "i d i o t"]],
    [
      "invisible characters",
      ["fu\u200bck", "s\u00adhit", "f\u2060uck", "\u0073\u0336h\u0336i\u0336t\u0336"],
    ],
    ["accents", ["f\u00fack", "fu\u0301ck", "sh\u00eft", "\u1e1fuck", "b\u012btch"]],
    [
      "other forms",
      ["ｆｕｃｋ", "\u{1d58b}\u{1d59a}\u{1d588}\u{1d590}", "ⓕⓤⓒⓚ", "ＳＨＩＴ", "fᴜck"],
    ],
    ["other alphabets", ["fu\u0441k", "\u0455hit", "b\u0456tch", "ass\u04bbole", "f\u03c5ck"]],
  ])("sees through %s", (_, disguises) => {
    for (const word of disguises) {
      expect(found(word), word).toEqual([word]);
      expect(found(`you (${word}), no`), word).toEqual([word]);
    }
  });

  it("leaves words of other alphabets to them", () => {
    expect(found("сор рак хам ева тот сосок")).toEqual([]);
  });

  it("finds the same further on, apart and inside the text", () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const uniform = random(seed, "lexicon");
    const pieces = [
      "fuck",
      "sh1t",
      "f*",
      "*",
      "a",
      "s",
      " ",
      "\u200b",
      "\u0301",
      "!",
      "@",
      "f u ",
      "c k",
      "\u0455h",
      "it",
      "son of",
      " a bitch",
      "\u{1d58b}",
      "0",
      "-",
      "ass",
      "\ud83d",
    ];
    for (let i = 0; i < 3000; i++) {
      const length = 1 + Math.floor(uniform() * 12);
      const text = Array.from({ length }, () => pieces[Math.floor(uniform() * pieces.length)]).join(
        "",
      );
      const { matches } = read(text);
      const context = `seed ${seed}: ${JSON.stringify(text)}`;
      let free = 0;
      for (const { start, end, weight } of matches) {
        expect(start >= free && end > start && end <= text.length && weight > 0, context).toBe(
          true,
        );
        free = end;
      }
      const shifted = matches.map((match) => ({
        ...match,
        start: match.start + 7,
        end: match.end + 7,
      }));
      expect(read(`Hello.\n${text}`).matches, context).toEqual(shifted);
    }
  });

  it("takes linear time on 300 kB of any repeated unit", { timeout: 60_000 }, () => {
    const units = "a|a |*|a*|f*ck |fuck|\u0435|a\u200b|aab|.a|half |@|f*|s h i |!|\u0301|aa".split(
      "|",
    );
    for (const unit of units) {
      for (const end of ["", "a", " a1!"]) {
        const start = performance.now();
        read(`a${unit.repeat(3e5 / unit.length)}${end}`);
        expect(performance.now() - start, JSON.stringify(unit)).toBeLessThan(3000);
      }
    }
  });
});
