import { createHash } from "node:crypto";
import { stat } from "node:fs/promises";
import {
  type CorpusFile,
  fileError,
  openParquet,
  type RecordFields,
  readBytes,
} from "@preflm/data";
import type { Block, BlockContent } from "./block.ts";
import { cutLines } from "./cut-lines.ts";
import type { InputFiles } from "./input.ts";

type NewBlock = Omit<Block, "number">;

/**
 * Cuts the input into blocks of about `size` bytes at the borders of records. Only bytes are moved: nothing is parsed
 * here. Blocks never span two files of records.
 */
export async function* readBlocks(
  inputs: readonly InputFiles[],
  fields: RecordFields,
  size: number,
  onRead: (bytes: number) => void = () => {},
): AsyncGenerator<Block> {
  let number = 0;
  for (const { format, files } of inputs) {
    const cut =
      format === "text"
        ? textBlocks(files, size)
        : eachFile(files, (file) =>
            format === "jsonl" ? lineBlocks(file, size, onRead) : rowBlocks(file, fields),
          );
    for await (const block of cut) {
      if (format !== "jsonl") onRead(block.bytes);
      yield { number: number++, ...block };
    }
  }
}

async function* eachFile(
  files: readonly CorpusFile[],
  cut: (file: CorpusFile) => AsyncIterable<NewBlock>,
): AsyncGenerator<NewBlock> {
  for (const file of files) yield* cut(file);
}

async function* lineBlocks(
  file: CorpusFile,
  size: number,
  onRead: (bytes: number) => void,
): AsyncGenerator<NewBlock> {
  for await (const { data, first } of cutLines(readBytes(file.path, { onRead }), size)) {
    const key = keyOf(file.name, first, data);
    yield { key, bytes: data.length, content: { kind: "lines", file, data, first } };
  }
}

async function* rowBlocks(file: CorpusFile, fields: RecordFields): AsyncGenerator<NewBlock> {
  const { size, mtimeMs } = await statistics(file);
  const { pieces } = await openParquet(file, fields);
  const rows = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  for (const { start, end } of pieces) {
    const content: BlockContent = { kind: "rows", file, start, end };
    const key = keyOf(file.name, size, mtimeMs, start, end);
    yield { key, bytes: (size * (end - start)) / Math.max(1, rows), content };
  }
}

async function* textBlocks(files: readonly CorpusFile[], size: number): AsyncGenerator<NewBlock> {
  let [group, keys, bytes]: [CorpusFile[], (string | number)[], number] = [[], [], 0];
  const take = (): NewBlock => {
    const block = { key: keyOf(...keys), bytes, content: { kind: "texts", files: group } } as const;
    [group, keys, bytes] = [[], [], 0];
    return block;
  };
  for (const file of files) {
    const { size: own, mtimeMs } = await statistics(file);
    group.push(file);
    keys.push(file.name, own, mtimeMs);
    bytes += own;
    if (bytes >= size || group.length >= FILES) yield take();
  }
  if (group.length > 0) yield take();
}

/** Many small files are a block, too. */
const FILES = 1000;

async function statistics({ path }: CorpusFile) {
  return stat(path).catch((error) => {
    throw fileError(path, error);
  });
}

function keyOf(...parts: readonly (string | number | Uint8Array)[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(typeof part === "number" ? `${part}` : part).update("\0");
  return hash.digest("hex").slice(0, 32);
}
