import { existsSync } from "node:fs";
import { join } from "node:path";
import { readHashed, readJson } from "./files.ts";
import { locateCheckpoint } from "./locate-checkpoint.ts";

/** SHA-256 of the weights of the checkpoint that a path means: what the checkpoint records, or else of its file. */
export async function weightsHash(path: string): Promise<string> {
  const folder = locateCheckpoint(path);
  const record = join(folder, "checkpoint.json");
  if (!existsSync(record)) return (await readHashed(join(folder, "model.safetensors"))).sha256;
  const { files } = await readJson(record, "Restore the folder from a copy, or train it again");
  return files["model.safetensors"].sha256;
}
