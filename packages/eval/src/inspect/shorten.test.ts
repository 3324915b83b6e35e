import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { shorten } from "./shorten.ts";

describe("shorten", () => {
  it("leaves a short text whole", () => {
    const findings = [{ start: 2, end: 4, label: "x" }];
    expect(shorten("a text", findings, 10)).toEqual({ text: "a text", findings });
  });

  it("keeps what is around findings, marked at the same words", () => {
    const text = `${"a ".repeat(5000)}FIRST${" b".repeat(5000)}SECOND${" c".repeat(5000)}`;
    const findings = ["FIRST", "SECOND"].map((word) => ({
      start: text.indexOf(word),
      end: text.indexOf(word) + word.length,
      label: word,
    }));
    const short = shorten(text, findings, 200);
    expect(short.text.length).toBeLessThan(220);
    expect(short.text).toMatch(/^… .*FIRST.* … .*SECOND.* …$/);
    for (const { start, end, label } of short.findings)
      expect(short.text.slice(start, end)).toBe(label);
  });

  it("is bounded, marks the text it marked before, and cuts no surrogate pair, whatever it is given", () => {
    const uniform = random(7, "shorten");
    for (let trial = 0; trial < 500; trial++) {
      const size = Math.floor(600 * uniform());
      const text = Array.from({ length: size }, () => (uniform() < 0.3 ? "😀" : "x")).join("");
      const findings = Array.from({ length: Math.floor(8 * uniform()) }, (_, i) => {
        const start = Math.floor(text.length * uniform());
        return { start, end: start + Math.floor(80 * uniform() ** 2), label: String(i) };
      });
      const short = shorten(text, findings, 90);
      expect(short.text.length).toBeLessThanOrEqual(90 + 3 * 12);
      expect(() => encodeURIComponent(short.text)).not.toThrow();
      for (const { start, end, label } of short.findings) {
        const { start: from, end: to } = findings[Number(label)];
        expect(text.slice(from, to)).toContain(short.text.slice(start, end));
      }
    }
  });
});
