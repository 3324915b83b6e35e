import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { permutation, random } from "@preflm/core";
import { beforeEach, describe, expect, it } from "vitest";
import { cases } from "./checks/test-support.ts";
import { check } from "./index.ts";
import { pycodestyleProgram } from "./program.ts";
import { tokenSoup } from "./test-support.ts";

const PROBE =
  "import json, pycodestyle, sys, sysconfig; print(json.dumps([pycodestyle.__version__, list(sys.version_info[:2]), sysconfig.get_paths()['stdlib']]))";

/** The first interpreter that has the version of pycodestyle that the rules follow, and its own library. */
function findReference(): { python: string; library: string } | undefined {
  for (const python of ["python3", "python", "/usr/bin/python3"]) {
    const { status, stdout } = spawnSync(python, ["-c", PROBE], { encoding: "utf8" });
    if (status !== 0) continue;
    const [version, [major, minor], library] = JSON.parse(stdout);
    // Later versions of Python have another tokenizer.
    if (version === "2.10.0" && major === 3 && minor >= 8 && minor < 12) return { python, library };
  }
  return undefined;
}

const reference = findReference();
const seed = Math.floor(Math.random() * 2 ** 32);

function libraryFiles(count: number): string[] {
  const folder = reference?.library as string;
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".py") && !name.includes("packages"))
    .sort();
  const order = permutation(names.length, random(seed, "files"));
  return Array.from(order.slice(0, count), (i) => readFileSync(join(folder, names[i]), "utf8"));
}

async function expectAgreement(texts: readonly string[], select?: string[]): Promise<void> {
  const program = pycodestyleProgram({ python: reference?.python, select });
  const found = await program.check(texts.map((text) => text.replace(/\r\n?/g, "\n")));
  texts.forEach((text, i) => {
    const shown = (list: ReturnType<typeof check>) =>
      list.map(({ line, column, code }) => `${line}:${column} ${code}`).sort();
    const context = `seed ${seed}, text ${i}: ${JSON.stringify(text.slice(0, 2000))}`;
    expect(shown(check(text, { select })), context).toEqual(shown([...found[i]]));
  });
}

describe("agreement with the installed pycodestyle", () => {
  beforeEach((context) => {
    if (!reference)
      context.skip("no Python 3.8 to 3.11 with pycodestyle 2.10.0 (apt install pycodestyle)");
  });

  it("holds on Python's own library: whole files, cut ones, windows", async () => {
    const files = libraryFiles(20);
    const texts = files.flatMap((text, i) => {
      const uniform = random(seed, "pieces", i);
      const cut = Math.floor(uniform() * text.length);
      const from = Math.floor(uniform() * text.length);
      return [
        text.slice(0, 30_000),
        text.slice(0, cut).slice(0, 30_000),
        text.slice(from, from + 5000),
      ];
    });
    await expectAgreement(texts);
  });

  it("holds on random tokens, for every rule", async () => {
    const texts = Array.from({ length: 1000 }, (_, i) => tokenSoup(random(seed, "soup", i)));
    await expectAgreement(texts, ["E", "W"]);
  });

  it("holds on the examples of each rule", async () => {
    await expectAgreement(Object.values(cases).flatMap((list) => list.map(([code]) => code)));
  });
});
