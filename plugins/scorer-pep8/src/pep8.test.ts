import { spawnSync } from "node:child_process";
import { testScorer } from "@preflm/testkit";
import { describe, expect, it } from "vitest";
import { pep8 } from "./index.ts";

const BAD = "import os,sys\ndef f( x ):\n\treturn x;\n";

testScorer(() => pep8(), {
  texts: [BAD, "x = (\n", "x=1\r\ny=2\rz=3", "'\u{1f600}' ;x\n"],
  variants: [pep8({ select: ["E2"] }), pep8({ ignore: ["E2"] }), pep8({ maxLineLength: 10 })],
  timeLimit: 20_000, // hostile.test.ts measures processor time
});

describe("pep8", () => {
  it("scores violations per character, in code points", async () => {
    const texts = ["", "x = 1\n", "x=1\n", "x=1", "'\u{1f600}'", "\n"];
    expect(await pep8().score(texts)).toEqual([0, 0, 1 / 4, 2 / 3, 1 / 3, 1]);
  });

  it("scores each line with its line break", async () => {
    const [segments] = await pep8().annotate([BAD.replaceAll("\n", "\r\n")]);
    expect(segments).toEqual([
      { text: "import os,sys\r\n", score: 2 / 15 },
      { text: "def f( x ):\r\n", score: 3 / 13 },
      { text: "\treturn x;\r\n", score: 2 / 12 },
    ]);
  });

  it("counts what is reported behind the last line on the last line", async () => {
    const [segments] = await pep8().annotate(["x = 1\ny = (1,\n"]);
    expect(segments.map(({ score }) => score)).toEqual([0, 1 / 8]);
  });

  it("gives lines the violations of the text, no more and no less", async () => {
    const texts = [BAD, "x = (\n", "\n\n", "x", "\ufeff\tx=1", "def f(\n"];
    const annotated = await pep8().annotate(texts);
    const scores = await pep8().score(texts);
    const characters = (text: string) => [...text].length;
    annotated.forEach((segments, i) => {
      const sum = segments.reduce((sum, { text, score }) => sum + score * characters(text), 0);
      expect(sum).toBeCloseTo(scores[i] * characters(texts[i]), 9);
    });
  });

  it("explains with the rest of the line, in UTF-16 units", async () => {
    expect(await pep8().explain?.("\ufeffx = '\u{1f600}' ;y\r\n(")).toEqual([
      { start: 9, end: 12, label: "E203" },
      { start: 10, end: 12, label: "E231" },
      { start: 10, end: 12, label: "E702" },
      { start: 14, end: 15, label: "W292" },
      { start: 14, end: 15, label: "E901" },
    ]);
  });

  it("has one fingerprint for one behaviour, whatever the order of the codes", () => {
    const print = (...options: Parameters<typeof pep8>) => pep8(...options).fingerprint;
    expect(print()).toBe(print({ engine: "typescript", maxLineLength: 79, ignore: [] }));
    expect(print({ select: ["E2", "W"] })).toBe(print({ select: ["W", "E2"], ignore: ["E"] }));
    expect(print({ select: ["W"] })).not.toBe(print({ ignore: ["W"] }));
    expect(print({ maxLineLength: 100 })).not.toBe(print());
  });

  it("refuses unknown options and values", () => {
    const refuse = (options: object, message: RegExp) =>
      expect(() => pep8(options)).toThrow(message);
    refuse({ maxLineLenght: 9 }, /no option "maxLineLenght".*Did you mean "maxLineLength"/);
    refuse({ engine: "ruff" }, /"engine" must be one of/);
    refuse({ python: "python3" }, /"python" is for the engine "pycodestyle"/);
    refuse({ engine: "pycodestyle", select: [501] }, /"select" must be a list of codes/);
    refuse({ engine: "pycodestyle", python: "no-such-python" }, /no-such-python/);
  });

  it("drives the installed pycodestyle if asked to", async (context) => {
    const installed = ["python3", "python", "/usr/bin/python3"].some(
      (python) => spawnSync(python, ["-c", "import pycodestyle"]).status === 0,
    );
    if (!installed) context.skip("pycodestyle is not installed (apt install pycodestyle)");
    const program = pep8({ engine: "pycodestyle" });
    const texts = [BAD, "x=1\ry = 2\r\nreturn\r\n", "x = (\n", ""];
    expect(await program.score(texts)).toEqual(await pep8().score(texts));
    expect(await program.annotate(texts)).toEqual(await pep8().annotate(texts));
    expect(program.fingerprint).toMatch(/^pep8 pycodestyle \d/);
  });
});
