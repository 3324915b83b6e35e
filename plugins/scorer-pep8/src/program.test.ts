import { execFile, spawnSync } from "node:child_process";
import { chmod, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pycodestyleProgram } from "./program.ts";

const run = promisify(execFile);

/** The first interpreter with pycodestyle, found in another way than the program finds it. */
const python = ["python3", "python", "/usr/bin/python3"].find(
  (name) => spawnSync(name, ["-m", "pycodestyle", "--version"]).status === 0,
);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "preflm-pep8-"));
});
afterAll(() => rm(folder, { recursive: true }));

/** What the command line prints of a file with this text. */
async function printed(text: string, ...options: string[]): Promise<string[]> {
  const file = join(folder, "text.py");
  await writeFile(file, text);
  const parameters = ["-m", "pycodestyle", "--format=%(row)d:%(col)d %(code)s", ...options, file];
  const { stdout } = await run(python as string, parameters).catch((error) => error);
  return stdout.split("\n").filter(Boolean).sort();
}

const shown = (violations: readonly { line: number; column: number; code: string }[]) =>
  violations.map(({ line, column, code }) => `${line}:${column} ${code}`).sort();

const TEXTS = [
  "x=1;y = (1,2)\n",
  "def f( a ):\n\tif a == None :\n\t    return 'é'\nclass C: pass",
  "x=1\r\ny = [1,\r  2]\r\nprint 'a'\n\n\n\n",
  "\ufeff'😀' ;x = 1\n",
  "x = (\n'''\n",
  "  x\n y\n",
  "import os  # noqa\nimport sys,re\n",
];

const MISSING = "pycodestyle is not installed (apt install pycodestyle)";

describe("the installed pycodestyle", () => {
  beforeEach((context) => {
    if (!python) context.skip(MISSING);
  });

  it("says what its command line prints", async () => {
    const found = await pycodestyleProgram({ python }).check(TEXTS);
    for (const [i, text] of TEXTS.entries()) expect(shown(found[i])).toEqual(await printed(text));
  });

  it("takes rules and the length of lines", async () => {
    const text = `x=1; y = 2  \nz = '${"a".repeat(30)}'\n`;
    const check = async (given: object) =>
      shown((await pycodestyleProgram({ python, ...given }).check([text]))[0]);
    expect(await check({ select: ["E7"] })).toEqual(await printed(text, "--select=E7"));
    expect(await check({ ignore: ["W"] })).toEqual(await printed(text, "--ignore=W"));
    expect(await check({ maxLineLength: 20 })).toEqual(await printed(text, "--max-line-length=20"));
  });

  it("answers in order, and never throws on text", async () => {
    const odd = ["", "\0", "\ud800x = 1", "(".repeat(3000), "\\", "\r", "x = 1\n\f", "`"];
    const texts = Array.from({ length: 40 }, (_, i) => [`${"x=1\n".repeat(i)}`, odd[i % 8]]).flat();
    const found = await pycodestyleProgram({ python }).check(texts);
    for (let i = 0; i < 40; i++)
      expect(found[2 * i].filter(({ code }) => code === "E225").length).toBe(i);
  });

  it("lets Node end, while idle and after its answers", async () => {
    const script = `import { pycodestyleProgram } from ${JSON.stringify(import.meta.resolve("./program.ts"))};
      const program = pycodestyleProgram({ python: ${JSON.stringify(python)} });
      process.stdout.write(String((await program.check(["x=1\\n"]))[0].length));`;
    const parameters = [
      "--conditions=preflm:source",
      "--import",
      "tsx",
      "--input-type=module",
      "-e",
      script,
    ];
    const { stdout } = await run(process.execPath, parameters, { timeout: 20_000 });
    expect(stdout).toBe("1");
  });

  it.skipIf(process.platform === "win32")("starts again when its process was killed", async () => {
    const wrapper = join(folder, "python");
    const pids = join(folder, "pids");
    await writeFile(wrapper, `#!/bin/sh\necho $$ >> '${pids}'\nexec '${python}' "$@"\n`);
    await chmod(wrapper, 0o755);
    const program = pycodestyleProgram({ python: wrapper });
    const started = async () => (await readFile(pids, "utf8")).trim().split("\n").map(Number);
    const before = await program.check(["x=1\n"]);
    process.kill((await started()).at(-1) as number, "SIGKILL");
    expect(await program.check(["x=1\n"])).toEqual(before);
    const texts = Array.from({ length: 300 }, () => "x=1\n");
    const many = program.check(texts);
    process.kill((await started()).at(-1) as number, "SIGKILL");
    expect(await many).toEqual(texts.map(() => before[0]));
    expect((await started()).length).toBe(4); // the question for the version, and three processes
  });
});

describe("pycodestyle, where it is missing", () => {
  it("is said to be, with what was tried and what to install", () => {
    expect(() => pycodestyleProgram({ python: "no-such-python" })).toThrow(
      expect.objectContaining({
        code: "unavailable",
        message: expect.stringMatching(
          /no-such-python \(not found\)[\s\S]*apt install pycodestyle/,
        ),
      }),
    );
  });
});
