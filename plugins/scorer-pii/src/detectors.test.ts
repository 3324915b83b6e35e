import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { cases } from "./cases.ts";
import { type DetectorName, detectorNames, detectors, findPii } from "./find.ts";
import { fuzz } from "./fuzz.ts";
import { mergeSpans, type Span } from "./span.ts";

/** A text with « and » around the spans. */
function marked(text: string, spans: readonly Span[]): string {
  let offset = 0;
  let result = "";
  for (const { start, end } of spans) {
    result += `${text.slice(offset, start)}«${text.slice(start, end)}»`;
    offset = end;
  }
  return result + text.slice(offset);
}

describe.each(detectorNames)("the detector %s", (name: DetectorName) => {
  const detect = detectors[name];

  it.each(cases[name].map((text) => [text]))("marks %j", (text) => {
    const plain = text.replace(/[«»]/g, "");
    expect(marked(plain, detect(plain))).toBe(text);
  });

  it("finds spans in order, inside the text, none twice, and the same with more text before", () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const uniform = random(seed, name);
    for (let i = 0; i < 1500; i++) {
      const text = `\n${fuzz(uniform)}`;
      const spans = detect(text);
      const context = `seed ${seed}: ${JSON.stringify(text)}`;
      let free = 0;
      for (const { start, end } of spans) {
        expect(start, context).toBeGreaterThanOrEqual(free);
        expect(end, context).toBeGreaterThan(start);
        free = end;
      }
      expect(free, context).toBeLessThanOrEqual(text.length);
      const shifted = spans.map(({ start, end }) => ({ start: start + 6, end: end + 6 }));
      expect(detect(`Hello,${text}`), context).toEqual(shifted);
    }
  });

  const hostile = "a 1 . ( a@ www.A 1- u:_ login _at_ a@b. 4111 6502530001_ a@a.-";
  it("ends soon on 1 MB of any repeated unit", { timeout: 60_000 }, () => {
    const units = hostile.split(" ").map((piece) => piece.replaceAll("_", " "));
    const texts = units.map((unit) => `x@a.${unit.repeat(1e6 / unit.length)}`);
    for (const text of [...texts, `6502530000 ext:${" ".repeat(1e6)}-5`]) {
      const start = performance.now();
      detect(text);
      const context = JSON.stringify(text.slice(0, 30));
      expect(performance.now() - start, context).toBeLessThan(10_000);
    }
  });
});

describe("findPii", () => {
  it("labels what each detector finds, by start", () => {
    expect(findPii("@jack: call 650-253-0000 or see http://a@b.example.com")).toEqual([
      { start: 0, end: 5, label: "twitter" },
      { start: 12, end: 24, label: "phone" },
      { start: 32, end: 54, label: "url" },
      { start: 39, end: 54, label: "email" },
    ]);
  });

  it("runs only the named detectors", () => {
    expect(findPii("@jack http://a.example", ["url"])).toEqual([]);
    expect(findPii("@jack http://aa.example", ["url"])).toEqual([
      { start: 6, end: 23, label: "url" },
    ]);
  });
});

describe("mergeSpans", () => {
  it("merges spans that overlap, touch or lie inside another, whatever their order", () => {
    const spans = [
      { start: 10, end: 12 },
      { start: 0, end: 5 },
      { start: 5, end: 6 },
      { start: 1, end: 2 },
      { start: 7, end: 8 },
    ];
    const merged = [
      { start: 0, end: 6 },
      { start: 7, end: 8 },
      { start: 10, end: 12 },
    ];
    expect(mergeSpans(spans)).toEqual(merged);
    expect(mergeSpans(spans.toReversed())).toEqual(merged);
    expect(mergeSpans([])).toEqual([]);
  });
});
