import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileError } from "./files.ts";
import { readBytes } from "./read-bytes.ts";

let spooled: Promise<string> | undefined;

/** Writes standard input to a temporary file, once, and returns its path. The file is deleted when the process ends. */
export function spoolStandardInput(): Promise<string> {
  spooled ??= spool();
  return spooled;
}

async function spool(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "preflm-stdin-"));
  process.once("exit", () => rmSync(folder, { recursive: true, force: true }));
  const path = join(folder, "stdin.jsonl");
  await writeFile(path, readBytes("-")).catch((error) => {
    throw fileError(path, error);
  });
  return path;
}
