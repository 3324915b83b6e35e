import { describe, expect, it } from "vitest";
import { check } from "./index.ts";

const LENGTH = 100_000;
const rows = (count: number, row: (i: number) => string) =>
  Array.from({ length: count }, (_, i) => row(i)).join("");

// biome-ignore format: a table
const UNITS = [
  ..."(){[#' \"\t\f\n\r\\$!=;:,*0é\xa0\x1c\0", "\\\n", "()", "[{(", "x=1;", 'f"{"', "\\'", "\\\\'", "'\\\n", "x\n", ")\n", "(\n", "(a,\n", "a:", "not ", "not\t",
  "==", "None ==", "lambda:", "if x:", "@d\n", "def f(): pass\n", "class A: pass\n", "  \n", "😀", "\ud800", "# noqa\n", "'''\n", "'a'\n", "'\\d'\n", "'a\\\nb' ", "  if",
  "x  =  1 ", "== type(", "is ", "b'", "rb", "async ", "a \\\n", ":\n", "f(a=1,", "__:a", "u ",
];

const TEXTS: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    UNITS.map((unit) => [JSON.stringify(unit), unit.repeat(LENGTH / unit.length)]),
  ),
  "one expression on 66,000 lines": `x = [\n${"a,\n".repeat(66_000)}]\n`,
  "open brackets on rows of all indentations": `x = [\n${rows(12_000, (i) => `${" ".repeat(i % 30)}(a, (b))\n`)}`,
  "brackets 50,000 deep": `${"(".repeat(50_000)}\n${")".repeat(50_000)}\n${"(a)\n".repeat(20_000)}`,
  "brackets 50,000 deep on rows": "(\n".repeat(50_000) + ")\n".repeat(50_000),
  "a long row, then short ones": `x = (${" ".repeat(20_000)}(a,\n${"()\n".repeat(60_000)}`,
  "two long rows": `(${"a ".repeat(50_000)}\n${"b ".repeat(50_000)}`,
  "many methods": `class A:\n${"    def f():\n        pass\n".repeat(8_000)}`,
  "decorators, blank lines, a function": `x\n${"@d\n".repeat(40_000)}${"\n".repeat(60_000)}def f(): pass\n`,
  "600 blocks deep": rows(600, (i) => `${" ".repeat(i)}if x:\n`),
  "a wide gap": `x${" ".repeat(LENGTH)}y\n`,
  "a wide gap in not … in": `not${"\t".repeat(LENGTH)}y in z\n`,
  "a wide gap in type( )": `x == type(${" ".repeat(LENGTH)}\n`,
};

describe("check", () => {
  it.each(Object.keys(TEXTS))("ends soon on 100 kB of %s", (name) => {
    const { user, system } = process.cpuUsage();
    check(TEXTS[name]);
    const used = process.cpuUsage({ user, system });
    expect((used.user + used.system) / 1e6).toBeLessThan(1);
  });
});
