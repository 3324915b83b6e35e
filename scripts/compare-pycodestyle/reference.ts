import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";

/** How a text becomes lines: as pycodestyle reads a file, at LF only (the paper's scorer), as it reads standard input. */
export type Way = "file" | "paper" | "input";

/** What pycodestyle says of a text. */
export interface Answer {
  /** Line, column, code; null if pycodestyle itself raises an error. */
  readonly found: readonly (readonly [number, number, string])[] | null;
  readonly error?: string;
  readonly seconds: number;
  readonly kilobytes: number;
}

export interface Reference {
  readonly pycodestyle: string;
  readonly python: string;
  ask(way: Way, text: string): Promise<Answer>;
  close(): void;
}

const ORACLE = join(import.meta.dirname, "oracle.py");

/** The first of the interpreters that can import pycodestyle, with `path` before its own packages. */
export function findPython(candidates: readonly string[], path?: string): string {
  const env = environment(path);
  const found = candidates.find(
    (python) => spawnSync(python, ["-c", "import pycodestyle"], { env }).status === 0,
  );
  if (found) return found;
  throw new Error(
    `pycodestyle is not installed for ${candidates.join(" or ")}. Install it (apt install pycodestyle, or ` +
      "pip install pycodestyle), or name the interpreter that has it (--python) or its folder (--pycodestyle-path).",
  );
}

/** One long-lived Python process; answers are kept in `cache`, so that the next comparison is fast. */
export async function reference(python: string, cache: string, path?: string): Promise<Reference> {
  const child = spawn(python, [ORACLE], {
    env: environment(path),
    stdio: ["pipe", "pipe", "inherit"],
  });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const first = await lines.next();
  if (first.done) throw new Error(`${python} ${ORACLE} ended without an answer.`);
  const versions: Pick<Reference, "pycodestyle" | "python"> = JSON.parse(first.value);

  mkdirSync(cache, { recursive: true });
  const oracle = hash(readFileSync(ORACLE, "utf8")).slice(0, 8);
  const file = join(cache, `${versions.pycodestyle}-python${versions.python}-${oracle}.jsonl`);
  const kept = new Map<string, string>();
  if (existsSync(file)) {
    for (const line of readFileSync(file, "utf8").split("\n")) kept.set(line.slice(0, 40), line);
  }
  let last: Promise<unknown> = Promise.resolve();
  return {
    ...versions,
    async ask(way, text) {
      const key = hash(`${way}\n${JSON.stringify(text)}`);
      const line = kept.get(key);
      if (line) return JSON.parse(line.slice(40));
      child.stdin.write(`${JSON.stringify([way, text])}\n`);
      const answer = last.then(() => lines.next());
      last = answer;
      const { value, done } = await answer;
      if (done) throw new Error(`${python} ended on ${JSON.stringify(text.slice(0, 500))} …`);
      appendFileSync(file, `${key}${value}\n`);
      return JSON.parse(value);
    },
    close: () => child.stdin.end(),
  };
}

function environment(path?: string) {
  return path ? { ...process.env, PYTHONPATH: path } : process.env;
}

function hash(text: string): string {
  return createHash("sha1").update(text).digest("hex");
}
