import { basename } from "node:path";
import type { Corpus } from "./corpus.ts";
import type { CorpusFile } from "./corpus-files.ts";
import { openParquet } from "./parquet-file.ts";
import type { RecordFields } from "./record.ts";
import { type RecordOptions, recordCorpus } from "./record-corpus.ts";

/** A corpus of the rows of a Parquet file. Memory holds one row group, or a part of it if the file has a page index. */
export function parquet(path: string, options: RecordOptions = {}): Corpus {
  const name = basename(path);
  const files = async () => ({ format: "parquet", files: [{ path, name }] }) as const;
  return recordCorpus("parquet", name, files, parquetRecords, options);
}

/** The records of a Parquet file. */
export async function* parquetRecords(file: CorpusFile, fields: RecordFields) {
  const { pieces, records } = await openParquet(file, fields);
  for (const piece of pieces) yield* await records(piece);
}
