import { closeSync, openSync, readSync, statSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";
import { Decompress } from "fzstd";
import type { CorpusFiles } from "./corpus-files.ts";
import { fileError } from "./files.ts";
import { openParquet } from "./parquet-file.ts";
import { compressionOf } from "./read-bytes.ts";
import type { RecordFields } from "./record.ts";

/**
 * About how many characters the documents in some files have: the bytes of the files, of archives what these will
 * unpack to, of Parquet the bytes of the columns that are read.
 */
export async function corpusSize(
  { format, files }: CorpusFiles,
  fields: RecordFields = {},
): Promise<number> {
  let size = 0;
  const growth = new Map<string, number>(); // of the first archive of each kind: shards are alike
  for (const file of files) {
    if (format === "parquet") {
      size += (await openParquet(file, fields)).bytes;
      continue;
    }
    const kind = format === "jsonl" ? compressionOf(file.path) : undefined;
    if (kind && !growth.has(kind)) growth.set(kind, growthOf(file.path, kind));
    size += bytesOf(file.path) * ((kind && growth.get(kind)) ?? 1);
  }
  return Math.round(size);
}

function bytesOf(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    throw fileError(path, error);
  }
}

const HEAD = 1 << 20;
/** Small enough for fzstd's recursion over tiny frames. */
const PIECE = 1 << 15;

/** How many bytes come of each byte of an archive, by its first megabyte; 1 if it is damaged, which reading it will tell. */
function growthOf(path: string, kind: "gzip" | "zstd"): number {
  const head = headOf(path);
  let length = 0;
  try {
    if (kind === "gzip") {
      length = gunzipSync(head, { finishFlush: constants.Z_SYNC_FLUSH }).length;
    } else {
      const decoder = new Decompress((bytes) => {
        length += bytes.length;
      });
      for (let at = 0; at < head.length; at += PIECE) decoder.push(head.subarray(at, at + PIECE));
    }
  } catch {}
  return length / head.length || 1;
}

function headOf(path: string): Buffer {
  try {
    const file = openSync(path, "r");
    try {
      const head = Buffer.alloc(HEAD);
      return head.subarray(0, readSync(file, head, 0, HEAD, 0));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw fileError(path, error);
  }
}
