import { createHash } from "node:crypto";
import * as fs from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { type DocumentIndex, documentIndex, findIn, type IndexTable } from "./document-index.ts";
import { withFileLock } from "./file-lock.ts";
import { fileError } from "./files.ts";

/** What was computed from texts, kept across runs. A lost or damaged entry is a miss, never a wrong answer. */
export interface DocumentCache {
  /** The bytes stored for exactly these texts, if any. */
  get(texts: readonly string[]): Buffer | undefined;
  /** Stores bytes; they are on their way to disk after `flush`. */
  put(texts: readonly string[], value: Buffer): void;
  /** Stores entries that `encodeEntry` made, here or in another thread, and tells how many; they are on their way to disk. */
  append(entries: Uint8Array): number;
  flush(): void;
  /** The index as it is now, which threads share. */
  index(): IndexTable;
  close(): void;
}

/** Reads in one thread what another one stores. */
export interface DocumentCacheReader {
  /** The bytes stored for exactly these texts, if the index has them. */
  get(texts: readonly string[], index: IndexTable): Buffer | undefined;
  close(): void;
}

/** Length of the value, checksum of the value, SHA-256 of the texts. */
const HEADER = 4 + 4 + 32;

/** What is read at once to find the records of a file. */
const WINDOW = 1 << 16;

/**
 * Opens the append-only file of one kind of result and one fingerprint; a file is made for each.
 *
 * A record is `u32 length, u32 crc32, 32-byte key, value`. A kill can only tear the last record, which is cut off before
 * the next is written. Processes may share the file: they write in turn, and each finds what others had written when it
 * opened the file or last wrote. Any number of threads may read meanwhile (`openDocumentCacheReader`). In memory is only
 * an index of 18 to 37 bytes a document.
 */
export function openDocumentCache(
  folder: string,
  kind: string,
  fingerprint: string,
): DocumentCache {
  const path = pathOf(folder, kind, fingerprint);
  try {
    fs.mkdirSync(folder, { recursive: true });
    return openFile(path, Buffer.from(`preflm ${kind} 1 ${JSON.stringify(fingerprint)}\n`));
  } catch (error) {
    throw fileError(path, error);
  }
}

/** Opens the file of a cache that this process has open, to read it in another thread by the cache's index. */
export function openDocumentCacheReader(
  folder: string,
  kind: string,
  fingerprint: string,
): DocumentCacheReader {
  const path = pathOf(folder, kind, fingerprint);
  try {
    const file = fs.openSync(path, "r");
    return {
      get(texts, index) {
        const key = hashTexts(texts);
        return findIn(index, key, (at) => readRecord(file, at, key));
      },
      close: () => fs.closeSync(file),
    };
  } catch (error) {
    throw fileError(path, error);
  }
}

function pathOf(folder: string, kind: string, fingerprint: string): string {
  const label = createHash("sha256").update(fingerprint).digest("hex").slice(0, 16);
  return join(folder, `${kind}-${label}.cache`);
}

/** A record as the file holds it, to be appended by whoever writes the file. */
export function encodeEntry(texts: readonly string[], value: Uint8Array): Buffer {
  const header = Buffer.alloc(HEADER);
  header.writeUInt32LE(value.length, 0);
  header.writeUInt32LE(crc32(value), 4);
  hashTexts(texts).copy(header, 8);
  return Buffer.concat([header, value]);
}

function openFile(path: string, title: Buffer): DocumentCache {
  const file = fs.openSync(path, "a+");
  const index = documentIndex();
  const lock = `${path}.lock`;
  let end = title.length;
  /** Takes in what is new, and tells how many records; while nobody writes, what is not whole was torn by a kill. */
  const catchUp = () => {
    const added = scan(file, end, index);
    end = added.end;
    if (end < fs.fstatSync(file).size) fs.ftruncateSync(file, end);
    return added.records;
  };
  end = scan(file, end, index).end; // most of it, before others have to wait
  withFileLock(lock, () => {
    if (!read(file, 0, title.length).equals(title)) {
      fs.ftruncateSync(file, 0); // new, or torn while it was made
      fs.writeFileSync(file, title);
      end = title.length;
    }
    catchUp();
  });
  let pending: Buffer[] = [];
  const append = (entries: Uint8Array) => {
    try {
      return withFileLock(lock, () => {
        catchUp();
        fs.writeFileSync(file, entries);
        return catchUp();
      });
    } catch (error) {
      throw fileError(path, error);
    }
  };

  return {
    get(texts) {
      const key = hashTexts(texts);
      return index.find(key, (at) => readRecord(file, at, key));
    },
    put(texts, value) {
      pending.push(encodeEntry(texts, value));
    },
    append,
    flush() {
      if (pending.length > 0) append(Buffer.concat(pending));
      pending = [];
    },
    index: () => index.table,
    close: () => fs.closeSync(file),
  };
}

/** The value at a position, if it is whole and of this key. */
function readRecord(file: number, at: number, key: Buffer): Buffer | undefined {
  const header = read(file, at, HEADER);
  if (header.length < HEADER || !header.subarray(8).equals(key)) return undefined;
  const value = read(file, at + HEADER, header.readUInt32LE(0));
  return crc32(value) === header.readUInt32LE(4) ? value : undefined;
}

/** Takes whole records from a byte on into the index; returns how many, and where the last of them ends. */
function scan(file: number, from: number, index: DocumentIndex) {
  const size = fs.fstatSync(file).size;
  let [at, records] = [from, 0];
  let window: Buffer = Buffer.alloc(0);
  let start = from;
  while (at + HEADER <= size) {
    if (at + HEADER > start + window.length) [window, start] = [read(file, at, WINDOW), at];
    const header = window.subarray(at - start, at - start + HEADER);
    const next = at + HEADER + header.readUInt32LE(0);
    if (next > size) break;
    index.add(header.subarray(8), at);
    at = next;
    records++;
  }
  return { end: at, records };
}

function read(file: number, at: number, length: number): Buffer {
  const bytes = Buffer.allocUnsafe(length);
  return bytes.subarray(0, fs.readSync(file, bytes, 0, length, at));
}

/** SHA-256 of the texts and of where each ends. UTF-16, so that lone surrogates count as they are. */
function hashTexts(texts: readonly string[]): Buffer {
  const hash = createHash("sha256");
  for (const text of texts) hash.update(text, "utf16le");
  return hash.update(Uint32Array.from(texts, (text) => text.length)).digest();
}
