import { isUtf8 } from "node:buffer";
import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join, relative, sep } from "node:path";
import { checkOptions, PreflmError } from "@preflm/core";
import { type Corpus, EMPTY, INVALID_UTF8 } from "./corpus.ts";
import { fileError } from "./files.ts";

/** Which files of a folder are documents. */
export interface TextFolderOptions {
  /** Endings of the file names; `[".txt"]` by default. */
  readonly extensions?: readonly string[];
  /** Whether folders inside count too; true by default. Links to folders are not followed. */
  readonly recursive?: boolean;
}

/** A corpus of one text file a document, sorted by path. Ids are paths relative to the folder, with `/`. */
export function textFolder(path: string, options: TextFolderOptions = {}): Corpus {
  const { extensions = [".txt"], recursive = true } = options;
  checkOptions("textFolder", options, ["extensions", "recursive"]);
  return {
    name: basename(path),
    async *documents(onProblem) {
      let found = 0;
      for (const file of await listFiles(path, recursive)) {
        if (!extensions.some((extension) => file.endsWith(extension))) continue;
        found++;
        const bytes = await readFile(file).catch((error) => {
          throw fileError(file, error);
        });
        if (!isUtf8(bytes)) onProblem?.({ source: file, action: "mended", reason: INVALID_UTF8 });
        const text = bytes.toString().replace(/^\uFEFF/, "");
        if (text !== "") yield { id: relative(path, file).split(sep).join("/"), text };
        else onProblem?.({ source: file, action: "skipped", reason: EMPTY });
      }
      if (found === 0) {
        throw new PreflmError(
          "invalid-input",
          `"${path}" holds no file that ends in ${extensions.join(" or ")}. Give another folder, or set extensions.`,
        );
      }
    },
  };
}

/** The files of a folder, sorted by path so that every machine reads them in one order. */
async function listFiles(path: string, recursive: boolean): Promise<string[]> {
  try {
    const files: string[] = [];
    for (const entry of await readdir(path, { withFileTypes: true, recursive })) {
      const file = join(entry.parentPath, entry.name);
      const isFile = entry.isSymbolicLink() ? (await stat(file)).isFile() : entry.isFile();
      if (isFile) files.push(file);
    }
    return files.sort((a, b) => (a < b ? -1 : 1));
  } catch (error) {
    throw fileError(path, error);
  }
}
