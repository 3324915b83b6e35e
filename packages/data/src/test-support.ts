import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import type { Scorer } from "@preflm/core";
import type { SchemaElement } from "hyparquet";
import { parquetWriteBuffer } from "hyparquet-writer";
import { onTestFinished } from "vitest";
import { BYTE_CHARACTERS, byteLevelJson } from "./byte-level.ts";
import { tokenizerFromJson } from "./load-tokenizer.ts";
import type { Tokenizer } from "./tokenizer.ts";

/** A folder that is deleted when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "preflm-data-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Scores lines by their share of `@`, and counts the documents it was asked about. */
export function atSigns(): Scorer & { readonly asked: () => number } {
  let asked = 0;
  const score = (text: string) => (text === "" ? 0 : (text.split("@").length - 1) / text.length);
  return {
    specificationVersion: "v1",
    name: "at-signs",
    fingerprint: "at-signs 1",
    asked: () => asked,
    async annotate(documents) {
      asked += documents.length;
      return documents.map((document) =>
        (document.match(/[^\n]*\n|[^\n]+$/g) ?? []).map((text) => ({ text, score: score(text) })),
      );
    },
    score: async (texts) => texts.map(score),
  };
}

/** The 256 bytes and end-of-text (256): every UTF-8 byte is its own token. */
export function byteTokenizer(): Tokenizer {
  return tokenizerFromJson(byteLevelJson(BYTE_CHARACTERS, []));
}

/** All that a stream gives. */
export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A stream of some values. */
export async function* stream<T>(items: Iterable<T>): AsyncGenerator<T> {
  yield* items;
}

/** zstd without compression, which needs no compressor: a frame of raw blocks (RFC 8878). */
export function storedZstd(bytes: Uint8Array): Buffer {
  const header = Buffer.alloc(9);
  header.writeUInt32LE(0xfd2fb528, 0);
  header[4] = 0b1010_0000; // the size follows in four bytes, no window, no checksum
  header.writeUInt32LE(bytes.length, 5);
  const blocks: Uint8Array[] = [];
  for (let at = 0; at === 0 || at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    const last = at + BLOCK >= bytes.length ? 1 : 0;
    const size = Buffer.alloc(3);
    size.writeUIntLE((block.length << 3) | last, 0, 3);
    blocks.push(size, block);
  }
  return Buffer.concat([header, ...blocks]);
}

const BLOCK = 1 << 17;

/** Writes records as Parquet, each field of the first a column, as the options of hyparquet-writer say. */
export function writeParquet(
  path: string,
  records: readonly Readonly<Record<string, unknown>>[],
  options: Partial<Parameters<typeof parquetWriteBuffer>[0]> = {},
): string {
  const columnData = Object.keys(records[0]).map((name) => ({
    name,
    data: records.map((record) => record[name]),
  }));
  const schema: SchemaElement[] = [
    { name: "root", num_children: columnData.length },
    ...columnData.flatMap(({ name, data }) => schemaOf(name, data)),
  ];
  const compressors = {
    GZIP: (bytes: Uint8Array) => gzipSync(bytes),
    BROTLI: (bytes: Uint8Array) => brotliCompressSync(bytes, FAST),
    ZSTD: storedZstd,
  };
  const buffer = parquetWriteBuffer({ columnData, schema, compressors, ...options });
  writeFileSync(path, new Uint8Array(buffer));
  return path;
}

const FAST = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };

/** The schema of some values: a list, a structure, a number or a string, as the first that is not null. */
function schemaOf(name: string, values: readonly unknown[]): SchemaElement[] {
  const some = values.filter((value) => value !== null);
  const optional = { name, repetition_type: "OPTIONAL" } as const;
  if (Array.isArray(some[0])) {
    return [
      { ...optional, converted_type: "LIST", num_children: 1 },
      { name: "list", repetition_type: "REPEATED", num_children: 1 },
      ...schemaOf("element", some.flat()),
    ];
  }
  if (typeof some[0] === "object") {
    const records = some as Readonly<Record<string, unknown>>[];
    const fields = Object.keys(records[0]);
    const inside = fields.flatMap((field) =>
      schemaOf(
        field,
        records.map((one) => one[field]),
      ),
    );
    return [{ ...optional, num_children: fields.length }, ...inside];
  }
  if (typeof some[0] === "number") return [{ ...optional, type: "DOUBLE" }];
  if (typeof some[0] === "bigint") return [{ ...optional, type: "INT64" }];
  return [{ ...optional, type: "BYTE_ARRAY", converted_type: "UTF8" }];
}
