import { isUtf8 } from "node:buffer";
import * as zlib from "node:zlib";
import { PreflmError, show } from "@preflm/core";
import {
  asyncBufferFromFile,
  type Compressors,
  type FileMetaData,
  parquetMetadataAsync,
  parquetReadObjects,
  type RowGroup,
} from "hyparquet";
import { INVALID_UTF8 } from "./corpus.ts";
import type { CorpusFile } from "./corpus-files.ts";
import { fileError } from "./files.ts";
import { documentOf, type ParsedRecord, type RecordFields } from "./record.ts";

/** Rows of a file that are read at once, from `start` to before `end`. */
export interface RowRange {
  readonly start: number;
  readonly end: number;
}

/** A Parquet file that is read piece by piece. */
export interface ParquetFile {
  /** All rows in order: the row groups, or parts of them where the file has a page index. */
  readonly pieces: readonly RowRange[];
  /** Of the columns that are read, decompressed. */
  readonly bytes: number;
  /** The records of a piece, each with its row, from 1. */
  records(
    piece: RowRange,
  ): Promise<readonly { readonly position: number; readonly parsed: ParsedRecord }[]>;
}

/** What is read of a row group at once where a page index allows it, in bytes of its columns. */
const PIECE = 1 << 24;

/**
 * Opens a Parquet file for the columns that some fields name.
 *
 * Rejects with `"io"` if it cannot be read, with `"corrupt"` if it is no whole Parquet file, and with
 * `"invalid-input"` if it lacks a column.
 */
export async function openParquet(
  { path, name }: CorpusFile,
  fields: RecordFields = {},
): Promise<ParquetFile> {
  const expectParquet = (error: unknown) => {
    throw parquetError(path, error);
  };
  const compressors = await decompressors();
  const file = await asyncBufferFromFile(path).catch(expectParquet);
  const metadata = await parquetMetadataAsync(file).catch(expectParquet);
  const columns = columnsOf(path, metadata, fields);
  return {
    pieces: piecesOf(metadata, columns),
    bytes: metadata.row_groups.reduce((sum, group) => sum + bytesOf(chunksOf(group, columns)), 0),
    async records({ start, end }) {
      const mended = new Set<unknown>();
      const stringFromBytes = (bytes: Uint8Array | undefined) => {
        if (!bytes) return bytes;
        const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString();
        if (text.includes("\uFFFD") && !isUtf8(bytes)) mended.add(text);
        return text;
      };
      const rows = await parquetReadObjects({
        file,
        metadata,
        columns,
        rowStart: start,
        rowEnd: end,
        useOffsetIndex: true,
        compressors,
        parsers: { stringFromBytes },
      }).catch(expectParquet);
      return rows.map((row, i) => {
        const position = start + i + 1;
        const record: Record<string, unknown> = {};
        for (const column of columns) record[column] = numbers(row[column] ?? null);
        const parsed = documentOf(record, fields, `${name}:${position}`);
        const odd =
          mended.size > 0 &&
          Object.values(row)
            .flat()
            .some((value) => mended.has(value));
        return { position, parsed: odd ? { ...parsed, mended: INVALID_UTF8 } : parsed };
      });
    },
  };
}

/** Node's own where it has them, which are faster; the package is loaded only now, since it compiles WebAssembly. */
async function decompressors(): Promise<Compressors> {
  const { compressors } = await import("hyparquet-compressors");
  const { zstdDecompressSync } = zlib as { zstdDecompressSync?: (bytes: Uint8Array) => Uint8Array };
  return {
    ...compressors,
    GZIP: (bytes) => zlib.gunzipSync(bytes),
    BROTLI: (bytes) => zlib.brotliDecompressSync(bytes),
    ...(zstdDecompressSync ? { ZSTD: (bytes) => zstdDecompressSync(bytes) } : {}),
  };
}

/** The columns to read: the text's or the paper's, and the id's. */
function columnsOf(path: string, { schema }: FileMetaData, { text, id }: RecordFields): string[] {
  const have = childrenOf(schema);
  const paper = text === undefined && have.includes("texts") && have.includes("scores");
  const wanted = paper ? ["texts", "scores"] : [text ?? "text"];
  if (id !== undefined && !wanted.includes(id)) wanted.push(id);
  const missing = wanted.find((column) => !have.includes(column));
  if (missing === undefined) return wanted;
  const option = missing === id ? "id" : "text";
  throw new PreflmError(
    "invalid-input",
    `"${path}" has no column ${show(missing)} (it has ${have.map(show).join(", ")}). Set the option "${option}" to one of them.`,
  );
}

/** The names of the columns, without what lies inside them: the schema is a tree, written down depth first. */
function childrenOf(schema: FileMetaData["schema"]): string[] {
  const names: string[] = [];
  let at = 1;
  const skip = () => {
    const { num_children: children = 0 } = schema[at++];
    for (let i = 0; i < children; i++) skip();
  };
  while (at < schema.length) {
    names.push(schema[at].name);
    skip();
  }
  return names;
}

function piecesOf({ row_groups }: FileMetaData, columns: readonly string[]): RowRange[] {
  let start = 0;
  return row_groups.flatMap((group) => {
    const rows = Number(group.num_rows);
    const step = Math.max(1, Math.ceil(rows / partsOf(group, columns)));
    const pieces: RowRange[] = [];
    for (let at = 0; at < rows; at += step) {
      pieces.push({ start: start + at, end: start + Math.min(rows, at + step) });
    }
    start += rows;
    return pieces;
  });
}

/** How many pieces a row group is read in: without a page index, all its pages are read for any row. */
function partsOf(group: RowGroup, columns: readonly string[]): number {
  const wanted = chunksOf(group, columns);
  if (!wanted.every((chunk) => chunk.offset_index_offset)) return 1;
  return Math.ceil(bytesOf(wanted) / PIECE);
}

/** What a row group holds of some columns. */
function chunksOf({ columns: chunks }: RowGroup, columns: readonly string[]) {
  return chunks.filter((chunk) => columns.includes(chunk.meta_data?.path_in_schema[0] ?? ""));
}

function bytesOf(chunks: RowGroup["columns"]): number {
  return chunks.reduce(
    (sum, chunk) => sum + Number(chunk.meta_data?.total_uncompressed_size ?? 0),
    0,
  );
}

/** Lists of 64-bit integers, which come as bigint, as numbers: they may be scores. */
function numbers(value: unknown): unknown {
  if (!Array.isArray(value) || typeof value[0] !== "bigint") return value;
  return value.map((one) => (typeof one === "bigint" ? Number(one) : one));
}

function parquetError(path: string, error: unknown): PreflmError {
  if (!(error instanceof Error) || "syscall" in error) return fileError(path, error);
  return new PreflmError(
    "corrupt",
    `"${path}" cannot be read as Parquet: ${error.message}. Fetch it again, or rename it if it is no Parquet file.`,
    { cause: error },
  );
}
