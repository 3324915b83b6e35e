import { readFile } from "node:fs/promises";

/** The values of a file that `writeLines` wrote. */
export async function readJsonLines<T>(path: string): Promise<T[]> {
  const lines = (await readFile(path, "utf8")).split("\n");
  return lines.filter((line) => line !== "").map((line) => JSON.parse(line));
}
