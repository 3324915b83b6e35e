import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/** The files under a folder, in order; links are not followed. */
function* filesUnder(folder: string): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) yield* filesUnder(path);
    else if (entry.isFile()) yield path;
  }
}

const LOOKS_LIKE_TEXT =
  /(^|\/)(readme|license|changelog|copyright|news|history)[^/]*$|\.(txt|md|rst)(\.gz)?$/i;

/**
 * Chunks of about `length` characters of the text files under the folders (gzipped ones too),
 * at most `perFile` of each file; invalid UTF-8 is replaced.
 */
export function realTexts(folders: readonly string[], length: number, perFile: number): string[] {
  const texts: string[] = [];
  for (const folder of folders) {
    for (const path of filesUnder(folder)) {
      if (!LOOKS_LIKE_TEXT.test(path) || statSync(path).size > 5e6) continue;
      const bytes = readFileSync(path);
      const text = (path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8");
      for (let i = 0; i < Math.min(text.length, perFile * length); i += length) {
        texts.push(text.slice(i, i + length));
      }
    }
  }
  return texts;
}
