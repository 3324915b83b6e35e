import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { createTranscript } from "./transcript.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** Tokens 0 to 255 are bytes. */
const bytes: Vocabulary = { bytes: (id) => Uint8Array.of(id), name: String };

const pieces = ["a", "ab", "\n", "é", "東", "🙂", "\uFEFF", "👩‍👩‍👧", "stop"];

describe("a transcript", () => {
  it("is the text of its bytes, taken piece by piece, also of bytes that are no UTF-8", () => {
    for (let round = 0; round < 50; round++) {
      const uniform = random(round, "transcript");
      const ids = Array.from({ length: 40 }, () =>
        uniform() < 0.3
          ? [Math.floor(uniform() * 256)]
          : [...Buffer.from(pieces[Math.floor(uniform() * pieces.length)])],
      ).flat();
      const transcript = createTranscript(bytes, []);
      transcript.watch();
      let text = "";
      const tokens = [];
      for (const id of ids) {
        expect(transcript.push({ id })).toBe(false);
        const excerpt = transcript.take();
        text += excerpt.text;
        tokens.push(...excerpt.tokens);
      }
      transcript.end();
      const rest = transcript.take();
      expect(text + rest.text).toBe(Buffer.from(ids).toString());
      expect([...tokens, ...rest.tokens].map(({ id }) => id)).toEqual(ids);
    }
  });

  it("places the tokens of a character where it begins, in code points", () => {
    const transcript = createTranscript(bytes, []);
    for (const id of Buffer.from("é🙂x")) transcript.push({ id });
    transcript.end();
    expect(transcript.take().tokens.map(({ offset }) => offset)).toEqual([0, 0, 1, 1, 1, 1, 2]);
  });

  it("ends before the earliest stop string and never shows a part of one", () => {
    for (let round = 0; round < 200; round++) {
      const uniform = random(round, "stop");
      const letter = () => "ab🙂"[Math.floor(uniform() * 2)] ?? "a";
      const word = (length: number) => Array.from({ length }, letter).join("");
      const stop = [word(3), word(4), word(2 + Math.floor(uniform() * 4))];
      const prompt = word(5);
      const whole = word(30);
      const ends = stop.map((string) => whole.indexOf(string)).filter((at) => at >= 0);
      const transcript = createTranscript(bytes, stop);
      for (const id of Buffer.from(prompt)) expect(transcript.push({ id })).toBe(false);
      transcript.watch();
      let text = "";
      let stopped = false;
      for (const id of Buffer.from(whole)) {
        stopped = transcript.push({ id });
        text += transcript.take().text;
        if (stopped) break;
      }
      transcript.end();
      text += transcript.take().text;
      // The first to be complete ends the text; of those complete together, the earliest.
      const complete = stop
        .map((string) => [whole.indexOf(string), whole.indexOf(string) + string.length])
        .filter(([at]) => at >= 0);
      const first = Math.min(...complete.map(([, end]) => end));
      const cut = Math.min(...complete.filter(([, end]) => end === first).map(([at]) => at));
      expect(stopped).toBe(ends.length > 0);
      expect(text).toBe(prompt + (stopped ? whole.slice(0, cut) : whole));
    }
  });

  it("stops at a string that only the end completes", () => {
    const transcript = createTranscript(bytes, ["a\uFFFD"]);
    transcript.watch();
    for (const id of [98, 97, 0xf0]) expect(transcript.push({ id })).toBe(false);
    expect(transcript.take().text).toBe("b");
    transcript.end();
    expect(transcript.take().text).toBe("");
  });
});
