import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The Python of a virtual environment in `folder`, made with the packages if it is not there. */
export function environment(folder: string, packages: readonly string[]): string {
  const python = join(folder, "bin", "python");
  if (!existsSync(python)) {
    console.error(`Installing ${packages.join(", ")} into ${folder} …`);
    execFileSync("python3", ["-m", "venv", folder], { stdio: "inherit" });
    execFileSync(python, ["-m", "pip", "install", "-q", ...packages], { stdio: "inherit" });
  }
  return python;
}

/** What a Python program answers, one JSON line for each text. */
export function answers(python: string, program: string, texts: readonly string[]): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), "preflm-compare-"));
  try {
    const input = join(folder, "texts.jsonl");
    const output = join(folder, "answers.jsonl");
    writeFileSync(input, `${texts.map((text) => JSON.stringify(text)).join("\n")}\n`);
    const { status } = spawnSync(
      "sh",
      ["-c", '"$0" "$1" < "$2" > "$3"', python, program, input, output],
      {
        stdio: ["ignore", "ignore", "inherit"],
      },
    );
    if (status !== 0) throw new Error(`${program} ended with exit code ${status}`);
    return readFileSync(output, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
