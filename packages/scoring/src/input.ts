import { stat } from "node:fs/promises";
import { PreflmError } from "@preflm/core";
import { type CorpusFile, type CorpusFiles, corpusFiles } from "@preflm/data";

/** How the input is read: what decides which documents there are and what they are called. */
export interface ReadingOptions {
  /** The field that holds the text; by default `"text"`, or the paper's `texts` and `scores` where a record has both. */
  readonly text?: string;
  /** The field that holds a unique id; by default ids are `<file name>:<line>`, or the paths of text files. */
  readonly id?: string;
  /** Endings of the files of a folder that are texts, such as `[".py"]`. */
  readonly extensions?: readonly string[];
}

/** The files of one input. */
export type InputFiles = CorpusFiles;

/** The files that some inputs mean, in order. Files of the same name in two inputs are called by their paths. */
export async function inputFiles(
  inputs: readonly string[],
  { extensions }: ReadingOptions,
): Promise<readonly InputFiles[]> {
  if (inputs.length === 0) {
    throw new PreflmError("invalid-option", "There is no input: give the path of a corpus.");
  }
  const found: InputFiles[] = await Promise.all(
    inputs.map((input) =>
      input === "-" ? STANDARD_INPUT : corpusFiles(input, extensions ? { extensions } : {}),
    ),
  );
  const names = found.flatMap(({ files }) => files.map(({ name }) => name));
  if (new Set(names).size === names.length) return found;
  return found.map(({ format, files }) => ({
    format,
    files: files.map(({ path }) => ({ path, name: path })),
  }));
}

const STANDARD_INPUT = {
  format: "jsonl",
  files: [{ path: "-", name: "stdin" }],
} as const satisfies CorpusFiles;

/** Bytes of all files as they lie on the disk; undefined for standard input. */
export async function totalSize(inputs: readonly InputFiles[]): Promise<number | undefined> {
  const files = inputs.flatMap((input) => input.files);
  if (files.some(({ path }) => path === "-")) return undefined;
  const sizes = await Promise.all(
    files.map(async ({ path }: CorpusFile) => (await stat(path)).size),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}
