import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The Python of a virtual environment in `folder`, made with the packages if it does not hold just them. */
export function environment(folder: string, packages: readonly string[]): string {
  const python = join(folder, "bin", "python");
  const list = join(folder, "packages.txt");
  const wanted = packages.join("\n");
  if (!existsSync(list) || readFileSync(list, "utf8") !== wanted) {
    console.error(`Installing ${packages.join(", ")} into ${folder} …`);
    execFileSync("python3", ["-m", "venv", "--clear", folder], { stdio: "inherit" });
    execFileSync(python, ["-m", "pip", "install", "-q", ...packages], { stdio: "inherit" });
    writeFileSync(list, wanted);
  }
  return python;
}

/** What a Python program, called with some arguments, answers: one JSON line for each text. */
export function answers(
  python: string,
  program: string,
  texts: readonly string[],
  names: readonly string[] = [],
): unknown[] {
  const folder = mkdtempSync(join(tmpdir(), "preflm-compare-"));
  try {
    const input = join(folder, "texts.jsonl");
    const output = join(folder, "answers.jsonl");
    writeFileSync(input, `${texts.map((text) => JSON.stringify(text)).join("\n")}\n`);
    const { status } = spawnSync(
      "sh",
      [
        "-c",
        'input=$1 output=$2; shift 2; "$0" "$@" < "$input" > "$output"',
        ...[python, input, output, program, ...names],
      ],
      { stdio: ["ignore", "ignore", "inherit"] },
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
