import type { Document } from "@preflm/core";
import type { CorpusProblem } from "@preflm/data";
import {
  type CorpusFile,
  openParquet,
  parseRecord,
  type RecordFields,
  textDocuments,
} from "@preflm/data";
import type { LineBlock } from "./cut-lines.ts";

/** A part of the input that one worker scores at a time. Blocks depend on the input alone, not on the workers. */
export interface Block {
  /** From 0, over all inputs. */
  readonly number: number;
  /** The same key, the same documents. */
  readonly key: string;
  /** Size in the input; about, in Parquet. */
  readonly bytes: number;
  readonly content: BlockContent;
}

/** What a worker is given of a block: lines as they are, or where to read. */
export type BlockContent =
  | ({ readonly kind: "lines"; readonly file: CorpusFile } & LineBlock)
  | {
      readonly kind: "rows";
      readonly file: CorpusFile;
      readonly start: number;
      readonly end: number;
    }
  | { readonly kind: "texts"; readonly files: readonly CorpusFile[] };

/** A document and where it stands. */
export interface PlacedDocument {
  readonly document: Document;
  /** Its file. */
  readonly source: string;
  /** Its line or row, from 1. */
  readonly line?: number;
}

/** The documents of a block, in order, and what is wrong with the rest. */
export interface ReadBlock {
  readonly documents: readonly PlacedDocument[];
  readonly problems: readonly CorpusProblem[];
}

/** Reads a block, by the rules of `openCorpus`. */
export async function readBlock(content: BlockContent, fields: RecordFields): Promise<ReadBlock> {
  return content.kind === "texts" ? readTexts(content.files) : readRecords(content, fields);
}

async function readTexts(files: readonly CorpusFile[]): Promise<ReadBlock> {
  const documents: PlacedDocument[] = [];
  const problems: CorpusProblem[] = [];
  for (const file of files) {
    for await (const document of textDocuments([file], (problem) => problems.push(problem)))
      documents.push({ document, source: file.path });
  }
  return { documents, problems };
}

async function readRecords(
  content: Exclude<BlockContent, { kind: "texts" }>,
  fields: RecordFields,
): Promise<ReadBlock> {
  const source = content.file.path;
  const documents: PlacedDocument[] = [];
  const problems: CorpusProblem[] = [];
  const records = content.kind === "rows" ? await rows(content, fields) : lines(content, fields);
  for (const { position: line, parsed } of records) {
    if ("problem" in parsed) {
      problems.push({ source, line, action: "skipped", reason: parsed.problem });
      continue;
    }
    const { document, mended } = parsed;
    if (mended) problems.push({ source, line, action: "mended", reason: mended });
    documents.push({ document, source, line });
  }
  return { documents, problems };
}

async function rows(
  { file, start, end }: Extract<BlockContent, { kind: "rows" }>,
  fields: RecordFields,
) {
  return (await openParquet(file, fields)).records({ start, end });
}

function* lines(
  { data, first, file }: Extract<BlockContent, { kind: "lines" }>,
  fields: RecordFields,
) {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length);
  let position = first;
  for (let start = 0; start < bytes.length; position++) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const parsed = parseRecord(bytes.subarray(start, end), fields, `${file.name}:${position}`);
    if (parsed) yield { position, parsed };
    start = end + 1;
  }
}
