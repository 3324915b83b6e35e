import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileError } from "@preflm/data";
import { expectWritable } from "./files.ts";
import type { Settings } from "./settings.ts";

/** The run's folder, made if needed. A run without a name gets a folder that no other run has, even at the same second. */
export async function openRunFolder(
  settings: Settings,
): Promise<{ readonly name: string; readonly directory: string }> {
  const { output } = settings;
  if (settings.name !== undefined) {
    const directory = join(output, settings.name);
    await expectWritable(directory);
    return { name: settings.name, directory };
  }
  await expectWritable(output);
  const base = defaultName(settings);
  for (let number = 1; ; number++) {
    const name = number === 1 ? base : `${base}-${number}`;
    const directory = join(output, name);
    if (await createFolder(directory)) return { name, directory };
  }
}

/** False if something with this name is there already. */
async function createFolder(path: string): Promise<boolean> {
  try {
    await mkdir(path);
    return true;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "EEXIST") return false;
    throw fileError(path, cause);
  }
}

function defaultName({ corpus }: Settings): string {
  const base = corpus.name
    .replace(/.*[/\\](?=.)/, "")
    .replace(/(\.(jsonl|ndjson|json|parquet))?(\.gz|\.zst)?$/, "")
    .replace(/[^\w.-]+/g, "-")
    .replace(/^\W+/, "");
  const time = new Date().toISOString().slice(0, 19).replace(/[:T]/g, "-");
  return `${base || "run"}-${time}`;
}
