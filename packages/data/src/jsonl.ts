import { statSync } from "node:fs";
import { basename } from "node:path";
import type { Corpus } from "./corpus.ts";
import type { CorpusFile } from "./corpus-files.ts";
import { readLines } from "./lines.ts";
import { parseRecord, type RecordFields } from "./record.ts";
import { type RecordOptions, recordCorpus } from "./record-corpus.ts";

/** A corpus of one JSON object a line, plain or compressed as `readBytes` reads it. Blank lines are no lines. */
export function jsonl(path: string, options: RecordOptions = {}): Corpus {
  const name = basename(path);
  const size = jsonlSize(path);
  const files = async () => ({ format: "jsonl", files: [{ path, name }] }) as const;
  const corpus = recordCorpus("jsonl", name, files, jsonRecords, options);
  return { ...corpus, ...(size === undefined ? {} : { size }) };
}

/** About how many characters an uncompressed file of JSON lines has, if it is there. */
export function jsonlSize(path: string): number | undefined {
  if (!/\.(jsonl|ndjson|json)$/i.test(path)) return undefined;
  const info = statSync(path, { throwIfNoEntry: false });
  return info?.isFile() ? info.size : undefined;
}

/** The records of a file of JSON lines. */
export async function* jsonRecords({ path, name }: CorpusFile, fields: RecordFields) {
  let position = 0;
  for await (const line of readLines(path)) {
    position++;
    const parsed = parseRecord(line, fields, `${name}:${position}`);
    if (parsed) yield { position, parsed };
  }
}
