import { describe, expect, it } from "vitest";
import { parseRecord, type RecordFields } from "./record.ts";

const parse = (json: string | object, fields: RecordFields = {}) => {
  const line = typeof json === "string" ? json : JSON.stringify(json);
  return parseRecord(Buffer.from(line), fields, "c.jsonl:7");
};
const problem = (json: string | object, fields: RecordFields = {}) => {
  const parsed = parse(json, fields);
  return parsed && "problem" in parsed ? parsed.problem : parsed;
};

describe("parseRecord", () => {
  it("gives a document with the text and id of the fields, or the id of the place", () => {
    const record = { text: "a", body: "b", key: 5, name: "n" };
    expect(parse(record)).toEqual({ document: { id: "c.jsonl:7", text: "a" } });
    expect(parse(record, { text: "body", id: "key" })).toEqual({
      document: { id: "5", text: "b" },
    });
    expect(parse(record, { id: "name" })).toEqual({ document: { id: "n", text: "a" } });
  });

  it("leaves out a byte order mark, spaces and the CR of a CRLF", () => {
    expect(parse('\uFEFF {"text":"a"} \r')).toEqual({ document: { id: "c.jsonl:7", text: "a" } });
    for (const blank of ["", "\r", " \t\r", "\uFEFF"]) expect(parse(blank)).toBeUndefined();
  });

  it("says why a line is no document", () => {
    expect(problem('{"text":')).toMatch(/broken JSON/);
    expect(problem("[")).toMatch(/broken JSON .*one object a line/);
    expect(problem("[1]")).toBe("expected a JSON object, got [1]");
    expect(problem({ body: "a" })).toBe('no field "text" (it has "body")');
    expect(problem({})).toBe('no field "text" (it has none)');
    expect(problem({ text: null })).toBe('field "text" is null');
    expect(problem({ text: 5 })).toBe('field "text" must be text, got 5');
    expect(problem({ text: "" })).toBe("the text is empty");
    expect(problem({ text: "a" }, { id: "key" })).toBe(
      'field "key" must be a string or a number, got undefined',
    );
  });

  it("does not try what no string can hold", () => {
    expect(parseRecord(Buffer.alloc(2 ** 29), {}, "x")).toEqual({
      problem: "the record is over 512 MB",
    });
  });

  it("mends what is not Unicode, and says so", () => {
    const invalid = Buffer.concat([Buffer.from('{"text":"a'), Buffer.of(0xff, 0x22, 0x7d)]);
    expect(parseRecord(invalid, {}, "x")).toEqual({
      document: { id: "x", text: "a\uFFFD" },
      mended: expect.stringContaining("UTF-8"),
    });
    expect(parse('{"text":"\\ud800"}')).toEqual({
      document: { id: "c.jsonl:7", text: "\uFFFD" },
      mended: expect.stringContaining("surrogate"),
    });
  });
});

describe("a record in the paper's shape", () => {
  const texts = ["One. ", "Two."];
  const paper = { texts, scores: [0, 0.25], avg_score: 0.125, num_sents: 2, meta: { a: 1 } };

  it("gives a document that brings its segments", () => {
    expect(parse(paper)).toEqual({
      document: {
        id: "c.jsonl:7",
        text: "One. Two.",
        segments: [
          { text: "One. ", score: 0 },
          { text: "Two.", score: 0.25 },
        ],
      },
    });
  });

  it("is a text like any other where the text's field is named", () => {
    expect(parse({ ...paper, text: "t" }, { text: "text" })).toEqual({
      document: { id: "c.jsonl:7", text: "t" },
    });
    expect(problem(paper, { text: "texts" })).toMatch(/field "texts" must be text, got \[/);
  });

  it("keeps segments without characters, and their scores", () => {
    expect(parse({ texts: ["", "a"], scores: [1, 2] })).toMatchObject({
      document: { text: "a", segments: [{ text: "", score: 1 }, { score: 2 }] },
    });
    expect(problem({ texts: [], scores: [] })).toBe("the text is empty");
  });

  it("is mended segment by segment", () => {
    expect(parse('{"texts":["a\\ud800","b"],"scores":[1,0]}')).toEqual({
      document: {
        id: "c.jsonl:7",
        text: "a\uFFFDb",
        segments: [
          { text: "a\uFFFD", score: 1 },
          { text: "b", score: 0 },
        ],
      },
      mended: expect.stringContaining("surrogate"),
    });
  });

  it.each([
    [{ scores: [0] }, '"texts" has 2 segments, "scores" has 1 scores'],
    [{ texts: "One. Two." }, /"texts" and "scores" must be lists, got "One. Two."/],
    [{ scores: null }, /must be lists, got .* and null/],
    [{ texts: ["One. ", null] }, "texts[1] must be text, got null"],
    [{ scores: [0, null] }, "scores[1] must be finite and ≥ 0, got null"],
    [{ scores: [0, "1"] }, 'scores[1] must be finite and ≥ 0, got "1"'],
    [
      { scores: [-0.5, 0] },
      "scores[0] must be finite and ≥ 0, got -0.5; a score is a negated reward",
    ],
  ])("is a problem with %j", (change, expected) => {
    expect(problem({ ...paper, ...change })).toMatch(expected);
  });
});
