import { isUtf8 } from "node:buffer";
import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { checkOptions } from "@preflm/core";
import { type Corpus, type CorpusProblem, EMPTY, INVALID_UTF8 } from "./corpus.ts";
import { type CorpusFile, checkFiles, textFiles } from "./corpus-files.ts";
import { corpusSize } from "./corpus-size.ts";
import { fileError } from "./files.ts";

/** Which files of a folder are documents. */
export interface TextFolderOptions {
  /** Endings of the file names, such as `[".py"]` for code; `[".txt"]` by default. */
  readonly extensions?: readonly string[];
  /** Whether folders inside count too; true by default. Links to folders are not followed. */
  readonly recursive?: boolean;
}

/** A corpus of one text file a document, sorted by path. Ids are paths relative to the folder, with `/`. */
export function textFolder(path: string, options: TextFolderOptions = {}): Corpus {
  const { extensions = [".txt"], recursive = true } = options;
  const check = checkOptions("textFolder", options, ["extensions", "recursive"]);
  checkFiles(check, "textFolder", { extensions });
  check.boolean("recursive", recursive);
  const files = () => textFiles(path, extensions, recursive);
  return {
    name: basename(path),
    measure: async () => corpusSize({ format: "text", files: await files() }),
    async *documents(onProblem) {
      yield* textDocuments(await files(), onProblem);
    },
  };
}

/** Each file as a document named by the file. A byte order mark is no part of its text. */
export async function* textDocuments(
  files: readonly CorpusFile[],
  onProblem?: (problem: CorpusProblem) => void,
) {
  for (const { path, name } of files) {
    const bytes = await readFile(path).catch((error) => {
      throw fileError(path, error);
    });
    if (!isUtf8(bytes)) onProblem?.({ source: path, action: "mended", reason: INVALID_UTF8 });
    const text = bytes.toString().replace(/^\uFEFF/, "");
    if (text !== "") yield { id: name, text };
    else onProblem?.({ source: path, action: "skipped", reason: EMPTY });
  }
}
