import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { cases } from "./cases.ts";
import { TODAY } from "./detectors/date-of-birth.ts";
import { detectorNames, detectors, findPii } from "./find.ts";
import { fuzz } from "./fuzz.ts";
import { optionalDetectorNames, optionalDetectors } from "./optional.ts";
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

const all = [
  ...detectorNames.map((name) => ({ name, optional: false, detect: detectors[name] })),
  ...(await Promise.all(
    optionalDetectorNames.map(async (name) => ({
      name,
      optional: true,
      detect: await optionalDetectors[name].load(TODAY),
    })),
  )),
];

describe.each(all)("the detector $name", ({ name, optional, detect }) => {
  it.each(cases[name].map((text) => [text]))("marks %j", (text) => {
    const plain = text.replace(/[«»]/g, "");
    expect(marked(plain, detect(plain))).toBe(text);
  });

  it("finds spans in order, inside the text, none twice, and the same with more text before", () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    const uniform = random(seed, name);
    for (let i = 0; i < 1500; i++) {
      const text = `\n${fuzz(uniform, optional)}`;
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

  const [head, hostile] = optional
    ? [
        "born skype, MA ",
        "born_ 1/1/1980_ May_14,_ 12:_ skype_abcdefg_ 1_Main_St_ one_ 1_st,_MA,_ a 1 . 50_years_",
      ]
    : ["x@a.", "a 1 . ( a@ www.A 1- u:_ login _at_ a@b. 4111 6502530001_ a@a.-"];
  it("ends soon on 1 MB of any repeated unit", { timeout: 60_000 }, () => {
    const units = hostile.split(" ").map((piece) => piece.replaceAll("_", " "));
    const texts = units.map((unit) => head + unit.repeat(1e6 / unit.length));
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
