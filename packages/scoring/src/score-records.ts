import { join } from "node:path";
import { PreflmError } from "@preflm/core";
import { readBytes } from "@preflm/data";
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import { cutLines } from "./cut-lines.ts";
import type { ScoresManifest } from "./manifest.ts";
import type { CompactRecord, PaperRecord } from "./output-format.ts";

/** Streams the records of a scored folder, shard by shard. Rejects with `"corrupt"` if one cannot be read. */
export async function* scoreRecords(
  folder: string,
  { shards, format }: ScoresManifest,
): AsyncGenerator<CompactRecord | PaperRecord> {
  for (const shard of shards) {
    const path = join(folder, shard);
    try {
      yield* format === "jsonl" ? jsonRecords(path) : parquetRecords(path);
    } catch (cause) {
      if (cause instanceof PreflmError) throw cause;
      const reason = cause instanceof Error ? cause.message : cause;
      throw new PreflmError(
        "corrupt",
        `"${path}" cannot be read: ${reason}. Delete it and score again; what is in the cache is not scored twice.`,
        { cause },
      );
    }
  }
}

const CHUNK = 1 << 20;

async function* jsonRecords(path: string) {
  for await (const { data } of cutLines(readBytes(path), CHUNK)) {
    for (const line of Buffer.from(data.buffer).toString().split("\n"))
      if (line !== "") yield JSON.parse(line) as CompactRecord | PaperRecord;
  }
}

async function* parquetRecords(path: string) {
  const file = await asyncBufferFromFile(path);
  const metadata = await parquetMetadataAsync(file);
  let rowStart = 0;
  for (const { num_rows } of metadata.row_groups) {
    const rowEnd = rowStart + Number(num_rows);
    const rows = await parquetReadObjects({ file, metadata, rowStart, rowEnd });
    for (const row of rows) yield row as CompactRecord | PaperRecord;
    rowStart = rowEnd;
  }
}
