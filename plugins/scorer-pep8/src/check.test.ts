import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { cases } from "./checks/test-support.ts";
import { check, defaultIgnore } from "./index.ts";
import { tokenSoup } from "./test-support.ts";

const places = (code: string, rule: string) =>
  check(code, { select: [rule] })
    .map(({ line, column }) => `${line}:${column}`)
    .join(" ");

describe.each(Object.entries(cases))("%s", (rule, examples) => {
  it.each(examples)("in %j is at %j", (code, expected) => {
    expect(places(code, rule)).toBe(expected);
  });
});

describe("check", () => {
  it("lists violations by line, column and code", () => {
    const code = "import os,sys\ndef f( x ):\n\treturn x;";
    expect(check(code).map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual([
      ...["1:10 E231", "1:10 E401", "2:1 E302", "2:7 E201", "2:9 E202"],
      ...["3:1 W191", "3:10 E703", "3:11 W292"],
    ]);
  });

  it("ignores what contradicts other rules, unless asked", () => {
    const code = "a = [\n  1+2\n  + 3,  4]\n";
    const found = (options: object) => check(code, options).map((violation) => violation.code);
    expect(found({})).toEqual([]);
    expect(found({ ignore: [] })).toEqual([]);
    expect(found({ ignore: ["W"] })).toEqual(["E121", "E226", "E241"]);
    expect(found({ select: ["E2"], ignore: ["E"] })).toEqual(["E226", "E241"]);
    for (const rule of defaultIgnore) expect(Object.keys(cases).join()).toContain(rule);
  });

  it("takes another length of lines", () => {
    expect(check("abcdef\n", { maxLineLength: 5 })).toEqual([{ line: 1, column: 6, code: "E501" }]);
  });

  it("refuses options that it does not know", () => {
    const refuse = (options: object, message: RegExp) =>
      expect(() => check("", options)).toThrow(message);
    refuse({ selct: ["E"] }, /no option "selct".*Did you mean "select"/);
    refuse({ select: "E501" }, /"select" must be a list of codes/);
    refuse({ ignore: ["line-too-long"] }, /"ignore" must be a list of codes/);
    refuse({ maxLineLength: 0 }, /"maxLineLength" must be a whole number/);
  });

  it("reads a byte order mark and all ends of lines as a file's reader does", () => {
    const code = "x=1\n\n\nif a:\n\tb \n";
    const expected = check(code);
    expect(expected.length).toBe(3);
    for (const end of ["\r\n", "\r"]) {
      expect(check(code.replaceAll("\n", end))).toEqual(expected);
      expect(check(`\ufeff${code.replaceAll("\n", end)}`)).toEqual(expected);
    }
  });

  it("finds the same again, at most one line behind the last, and never throws", () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    for (let i = 0; i < 1000; i++) {
      const code = tokenSoup(random(seed, i));
      const all = check(code, { select: ["E", "W"] });
      const lines = code.split(/\r\n|\n|\r/).length;
      const context = `seed ${seed}, ${JSON.stringify(code)}`;
      expect(check(code, { select: ["E", "W"] }), context).toEqual(all);
      expect(
        all.every(({ line, code }) => line >= 1 && line <= lines + 1 && code in cases),
        context,
      ).toBe(true);
    }
  });
});
