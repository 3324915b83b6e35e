import { random } from "@preflm/core";
import { describe, expect, it } from "vitest";
import { readSource } from "../source.ts";
import { tokenSoup } from "../test-support.ts";
import * as kinds from "./kinds.ts";
import { type TokenizeError, tokenize } from "./tokenize.ts";

const NAMES = Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [kind, name]));

interface Token {
  readonly kind: string;
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function tokensOf(code: string): {
  tokens: Token[];
  error: TokenizeError | undefined;
  rows: number;
} {
  const source = readSource(code);
  const tokens: Token[] = [];
  let rows = 0;
  const error = tokenize(source, {
    line(row) {
      expect(row).toBe(rows++);
    },
    token(kind, start, end) {
      tokens.push({ kind: NAMES[kind], start, end, text: source.text.slice(start, end) });
    },
  });
  return { tokens, error, rows };
}

const shown = (code: string) => tokensOf(code).tokens.map(({ kind, text }) => `${kind} ${text}`);

describe("the tokenizer", () => {
  it.each([
    ["x = 1\n", ["NAME x", "OP =", "NUMBER 1", "NEWLINE \n"]],
    [
      "if x:\n  y\n",
      ["NAME if", "NAME x", "OP :", "NEWLINE \n", "INDENT   ", "NAME y", "NEWLINE \n"],
    ],
    ["(a\n)", ["OP (", "NAME a", "NL \n", "OP )", "NEWLINE "]],
    ["# c\n\n", ["COMMENT # c", "NL \n", "NL \n"]],
    ["x \\\n y", ["NAME x", "NAME y", "NEWLINE "]],
    [
      "a **= b // c->d...:=",
      [
        "NAME a",
        "OP **=",
        "NAME b",
        "OP //",
        "NAME c",
        "OP ->",
        "NAME d",
        "OP ...",
        "OP :=",
        "NEWLINE ",
      ],
    ],
    [
      "0777 10L 0x_f 1_0.e5j .5 1..x",
      ["0", "777", "10", "L", "0x_f", "1_0.e5j", ".5", "1.", ".", "x"]
        .map((text) => `${/^[Lx]$/.test(text) ? "NAME" : text === "." ? "OP" : "NUMBER"} ${text}`)
        .concat("NEWLINE "),
    ],
    [
      'rb\'x\' ur\'x\' F"""a\nb"""',
      ["STRING rb'x'", "NAME ur", "STRING 'x'", 'STRING F"""a\nb"""', "NEWLINE "],
    ],
    ["'a\\\nb'", ["STRING 'a\\\nb'", "NEWLINE "]],
    ["'a\\\nb\nc", ["ERROR 'a\\\nb\n", "NAME c", "NEWLINE "]],
    ["x  ' y", ["NAME x", "ERROR  ", "ERROR  ", "ERROR '", "NAME y", "NEWLINE "]],
    ["a $ b", ["NAME a", "ERROR  ", "ERROR $", "NAME b", "NEWLINE "]],
    [")\n x\n", ["OP )", "NEWLINE \n", "NAME x", "NEWLINE \n"]],
    ["x\n   ", ["NAME x", "NEWLINE \n", "END "]],
    ["", []],
  ])("reads %j", (code, expected) => {
    expect(shown(code)).toEqual(expected);
  });

  it.each([
    ["x = '''a\nb", { row: 0, column: 4, message: "TokenError: EOF in multi-line string" }],
    ["(\n", { row: 1, column: 0, message: "TokenError: EOF in multi-line statement" }],
    ["x \\\n", { row: 1, column: 0, message: "TokenError: EOF in multi-line statement" }],
    [
      "if x:\n    a\n  b\n",
      { row: 2, column: 2, message: expect.stringContaining("IndentationError") },
    ],
  ])("gives up on %j where Python does", (code, error) => {
    expect(tokensOf(code).error).toEqual(error);
  });

  it("loses nothing but white space and backslashes, and keeps the order", () => {
    const seed = Math.floor(Math.random() * 2 ** 32);
    for (let i = 0; i < 500; i++) {
      const code = tokenSoup(random(seed, i));
      const source = readSource(code);
      const { tokens, error, rows } = tokensOf(code);
      let at = 0;
      for (const { start, end } of tokens) {
        expect(start, `seed ${seed}, ${i}`).toBeGreaterThanOrEqual(at);
        expect(source.text.slice(at, start), `seed ${seed}, ${i}`).toMatch(/^[ \t\f\n\\]*$/);
        at = end;
      }
      if (!error) {
        expect(source.text.slice(at), `seed ${seed}, ${i}`).toMatch(/^[ \t\f]*$/);
        expect(rows).toBe(source.rows);
      }
    }
  });
});
