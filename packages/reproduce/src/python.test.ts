import { describe, expect, it } from "vitest";
import { codeOf, definitions, python } from "./python.ts";

describe("the code of a module", () => {
  it("has neither docstrings nor lines of comment, nor the blank lines around them", () => {
    const module = [
      '"""A module.\n\n  With two paragraphs."""\n',
      "import os  # stays\n",
      "def f():\n  r'''One line.'''\n\n  # A comment.\n\n  return \"\"\"a string\nthat stays\"\"\"\n",
    ];
    expect(codeOf(module.join(""))).toBe(
      'import os  # stays\ndef f():\n\n  return """a string\nthat stays"""\n',
    );
  });
});

describe("the definitions of a module", () => {
  const body = `  return "${"x".repeat(80)}"\n`;

  it("begin where functions and classes of the top level do, decorators included", () => {
    const parts = [
      `import ${"m".repeat(80)}\n`,
      `def first():\n${body}`,
      `@cached\n@timed(2)\nasync def second():\n${body}`,
      `class Third:\n  def inner(self):\n  ${body}`,
    ];
    expect(definitions(parts.join("\n\n"))).toEqual(parts);
  });

  it("leave out what is shorter than a line or two", () => {
    expect(definitions(`def f(): pass\n\n\ndef g():\n${body}`)).toEqual([`def g():\n${body}`]);
  });
});

describe("the Python that npm brings", () => {
  it("is as many definitions, of two labels and different ids, as its description says", async () => {
    const ids = new Set<string>();
    const labels: Record<string, number> = {};
    let size = 0;
    for await (const { id, text, label } of python().documents()) {
      ids.add(id);
      labels[label as string] = (labels[label as string] ?? 0) + 1;
      size += text.length;
    }
    expect(labels).toEqual({ old: 540, new: 620 });
    expect(ids.size).toBe(1160);
    expect(Math.abs(size / (python().size as number) - 1)).toBeLessThan(0.02);
  });
});
