import { basename } from "node:path";
import { checkOptions, PreflmError } from "@preflm/core";
import type { Corpus } from "./corpus.ts";
import {
  type CorpusFiles,
  type CorpusFilesOptions,
  checkFiles,
  corpusFiles,
} from "./corpus-files.ts";
import { corpusSize } from "./corpus-size.ts";
import { jsonlSize, jsonRecords } from "./jsonl.ts";
import { parquetRecords } from "./parquet.ts";
import { checkRecords, type RecordOptions, recordCorpus } from "./record-corpus.ts";
import { spoolStandardInput } from "./spool.ts";
import { textDocuments } from "./text-folder.ts";

/** How to read what a path means. */
export interface OpenCorpusOptions extends CorpusFilesOptions, RecordOptions {}

/**
 * A corpus by its path: a file of records (`.jsonl`, `.ndjson`, `.json`, each also `.gz` or `.zst`, or `.parquet`), a
 * pattern such as `data/train-*.parquet`, a folder of such files or of texts, or `"-"`, JSON lines from standard input.
 *
 * Standard input is copied to a temporary file, since a corpus is read more than once.
 */
export function openCorpus(path: string, options: OpenCorpusOptions = {}): Corpus {
  const { format, extensions, ...ofRecords } = options;
  const ofFiles = { ...(format ? { format } : {}), ...(extensions ? { extensions } : {}) };
  const check = checkOptions("openCorpus", options, OPTIONS);
  checkFiles(check, "openCorpus", options);
  checkRecords(check, options);
  const name = path === "-" ? "stdin" : basename(path);
  const files = () => (path === "-" ? standardInput(format) : corpusFiles(path, ofFiles));
  const records = (read: typeof jsonRecords, found: CorpusFiles) =>
    recordCorpus("openCorpus", name, async () => found, read, ofRecords);
  const size = jsonlSize(path);
  return {
    name,
    ...(size === undefined ? {} : { size }),
    measure: async () => corpusSize(await files(), options),
    async *documents(onProblem) {
      const found = await files();
      if (found.format === "jsonl") yield* records(jsonRecords, found).documents(onProblem);
      if (found.format === "parquet") yield* records(parquetRecords, found).documents(onProblem);
      if (found.format === "text") {
        expectNoFields(path, options);
        yield* textDocuments(found.files, onProblem);
      }
    },
  };
}

const OPTIONS = ["format", "extensions", "text", "id", "onBadLine"];

async function standardInput(format: OpenCorpusOptions["format"] = "jsonl"): Promise<CorpusFiles> {
  return { format, files: [{ path: await spoolStandardInput(), name: "stdin" }] };
}

function expectNoFields(path: string, { text, id }: OpenCorpusOptions): void {
  const field = text ?? id;
  if (field === undefined) return;
  throw new PreflmError(
    "invalid-option",
    `"${path}" holds text files, which have no field "${field}". Leave out the options "text" and "id", or give records.`,
  );
}
