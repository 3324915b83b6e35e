import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join, relative, sep } from "node:path";
import { checkOptions, type OptionChecks, PreflmError, show } from "@preflm/core";
import { fileError } from "./files.ts";

/** How documents lie in files: one JSON object a line, rows of Parquet, or a file each. */
export type CorpusFormat = "jsonl" | "parquet" | "text";

/** A file of a corpus, and what its documents' ids begin with: its path below the corpus' folder, with `/`. */
export interface CorpusFile {
  readonly path: string;
  readonly name: string;
}

/** The files of a corpus in the order in which they are read. */
export interface CorpusFiles {
  readonly format: CorpusFormat;
  readonly files: readonly CorpusFile[];
}

/** Which files below a path are meant. */
export interface CorpusFilesOptions {
  /** By default what the endings of the files say. */
  readonly format?: CorpusFormat;
  /** Endings of the files that are texts, such as `[".py"]`; `[".txt"]` by default. */
  readonly extensions?: readonly string[];
}

const KNOWN_ENDINGS =
  ".jsonl, .ndjson or .json (one object a line), each also with .gz or .zst, and .parquet";

/** The format that a file's ending says, if any. */
function formatOf(path: string): CorpusFormat | undefined {
  if (/\.(jsonl|ndjson|json)(\.gz|\.zst)?$/i.test(path)) return "jsonl";
  return /\.parquet$/i.test(path) ? "parquet" : undefined;
}

/**
 * The files that a path means: itself; the shards or texts in a folder, sorted by path; or, where its last part has
 * a `*`, the files that match, such as `data/train-*.parquet`. Rejects where that is not clear.
 */
export async function corpusFiles(
  path: string,
  options: CorpusFilesOptions = {},
): Promise<CorpusFiles> {
  const check = checkOptions("corpusFiles", options, ["format", "extensions"]);
  checkFiles(check, "corpusFiles", options);
  if (basename(path).includes("*")) return matching(path, options);
  const info = await stat(path).catch((error) => {
    throw fileError(path, error);
  });
  if (info.isDirectory()) return inFolder(path, options);
  const format = options.format ?? formatOf(path);
  if (format) return { format, files: [{ path, name: basename(path) }] };
  throw new PreflmError(
    "invalid-input",
    `The ending of "${path}" does not say how to read it. Known endings are ${KNOWN_ENDINGS}; a folder may hold such files or texts. Rename the file, or set format: "jsonl" or "parquet".`,
  );
}

/** Checks the options of the files for a function that has them too. */
export function checkFiles(
  check: OptionChecks,
  plugin: string,
  { format, extensions }: CorpusFilesOptions,
): void {
  if (format !== undefined) check.oneOf("format", format, ["jsonl", "parquet", "text"]);
  if (extensions === undefined) return;
  if (Array.isArray(extensions) && extensions.every((one) => typeof one === "string")) return;
  throw new PreflmError(
    "invalid-option",
    `${plugin}: option "extensions" must be a list of endings such as [".py"], got ${show(extensions)}.`,
  );
}

async function matching(path: string, options: CorpusFilesOptions): Promise<CorpusFiles> {
  const [folder, pattern] = [dirname(path), basename(path)];
  const literal = pattern.split("*").map((part) => part.replace(/[.+?^${}()|[\]\\]/g, "\\$&"));
  const expression = new RegExp(`^${literal.join(".*")}$`);
  const files = (await listFiles(folder, false)).filter((file) => expression.test(basename(file)));
  if (files.length > 0) return ofOneFormat(path, folder, files, options);
  throw new PreflmError("invalid-input", `No file matches "${path}". Check the pattern.`);
}

async function inFolder(folder: string, options: CorpusFilesOptions): Promise<CorpusFiles> {
  const { format, extensions } = options;
  if (format === "text" || extensions) return texts(folder, extensions);
  const files = (await listFiles(folder, true)).filter(
    (file) => !NOT_DATA.test(relative(folder, file)),
  );
  const shards = files.filter((file) => formatOf(file) && !/\.json$/i.test(file)); // those describe data sets
  if (shards.length === 0) return texts(folder, extensions);
  const splits = new Set(shards.flatMap((file) => SPLIT.exec(basename(file))?.[1] ?? []));
  if (splits.size < 2) return ofOneFormat(folder, folder, shards, options);
  throw new PreflmError(
    "invalid-input",
    `"${folder}" holds the splits ${[...splits].join(", ")}. Say which is the corpus, such as "${join(dirname(shards[0]), `${[...splits][0]}-*`)}".`,
  );
}

/** Hidden files, and the scores that `preflm score` writes beside a corpus. */
const NOT_DATA = /(^|[\\/])\.|\.scores[\\/]/;

/** A shard of a split, as Hugging Face names them. */
const SPLIT = /^(\w+)-\d{5}-of-\d{5}\b/;

function ofOneFormat(
  path: string,
  folder: string,
  paths: readonly string[],
  options: CorpusFilesOptions,
): CorpusFiles {
  const formats = new Set(paths.map((file) => options.format ?? formatOf(file)));
  const [format] = formats;
  if (formats.size === 1 && format) return { format, files: named(folder, paths) };
  const found = [...formats].map((one) => one ?? "others").join(" and ");
  throw new PreflmError(
    "invalid-input",
    `"${path}" means files of several formats (${found}). Say which, such as "${join(folder, "*.jsonl")}".`,
  );
}

async function texts(folder: string, extensions: readonly string[] = [".txt"]) {
  const files = await textFiles(folder, extensions, true);
  return { format: "text", files } as const;
}

/** The files of a folder that end in one of the extensions. Rejects if there are none. */
export async function textFiles(
  folder: string,
  extensions: readonly string[],
  recursive: boolean,
): Promise<readonly CorpusFile[]> {
  const all = await listFiles(folder, recursive);
  const wanted = all.filter((file) => extensions.some((extension) => file.endsWith(extension)));
  if (wanted.length > 0) return named(folder, wanted);
  throw new PreflmError(
    "invalid-input",
    `"${folder}" holds no file that ends in ${extensions.join(" or ")}. Give another folder, or set extensions.`,
  );
}

function named(folder: string, paths: readonly string[]): CorpusFile[] {
  return paths.map((path) => ({ path, name: relative(folder, path).split(sep).join("/") }));
}

/** The files of a folder, sorted by path so that every machine reads them in one order. */
async function listFiles(folder: string, recursive: boolean): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true, recursive }).catch((error) => {
    throw fileError(folder, error);
  });
  const files: string[] = [];
  for (const entry of entries) {
    const file = join(entry.parentPath, entry.name);
    // What a broken link names is found missing when it is read, if it is read.
    const isFile = entry.isSymbolicLink()
      ? await stat(file).then(
          (info) => info.isFile(),
          () => true,
        )
      : entry.isFile();
    if (isFile) files.push(file);
  }
  return files.sort((a, b) => (a < b ? -1 : 1));
}
