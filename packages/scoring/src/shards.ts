import * as fs from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { JournalMark } from "./journal.ts";
import type { OutputFormat } from "./output-format.ts";
import { encodeFooter, MAGIC, type RowGroupJson } from "./row-group.ts";

/** Blocks of a shard; a shard of text is about 256 MB of the input. */
export const BLOCKS_PER_SHARD = 256;

/** The name of a shard, from 0. */
function shardName(shard: number, { format }: OutputFormat): string {
  return `part-${String(shard).padStart(5, "0")}.${format}`;
}

/** How many of the recorded blocks are whole in their shards: what follows a missing or damaged one is not. */
export function wholeBlocks(
  folder: string,
  marks: readonly JournalMark[],
  output: OutputFormat,
): number {
  for (let first = 0; first < marks.length; first += BLOCKS_PER_SHARD) {
    const shard = join(folder, shardName(first / BLOCKS_PER_SHARD, output));
    const own = marks.slice(first, first + BLOCKS_PER_SHARD);
    const [done, partial] = [fs.existsSync(shard), fs.existsSync(`${shard}.partial`)];
    if (!done && !partial) return first;
    const path = done ? shard : `${shard}.partial`;
    if (fs.statSync(path).size < (own.at(-1)?.end ?? 0)) return first;
    if (done) continue;
    const damaged = own.findIndex((mark) => !isWhole(path, mark));
    if (damaged >= 0) return first + damaged;
  }
  return marks.length;
}

function isWhole(path: string, { start, end, crc }: JournalMark): boolean {
  const file = fs.openSync(path, "r");
  try {
    const bytes = Buffer.allocUnsafe(end - start);
    return (
      fs.readSync(file, bytes, 0, bytes.length, start) === bytes.length && crc32(bytes) === crc
    );
  } finally {
    fs.closeSync(file);
  }
}

/** A shard that is being written, under a temporary name. */
export interface OpenShard {
  readonly number: number;
  /** Appends the records of a block; returns where they begin. */
  append(bytes: Uint8Array, rowGroup: RowGroupJson | undefined): number;
  /** Completes the shard under its own name. */
  finish(): void;
  /** Leaves the shard as it is, to be gone on with. */
  leave(): void;
}

/** Opens a shard to go on after some row groups and bytes; what is there beyond them is cut off. */
export function openShard(
  folder: string,
  number: number,
  output: OutputFormat,
  earlier: { readonly end: number; readonly groups: readonly RowGroupAt[] },
): OpenShard {
  const path = join(folder, shardName(number, output));
  if (fs.existsSync(path)) fs.renameSync(path, `${path}.partial`);
  const file = fs.openSync(`${path}.partial`, fs.constants.O_RDWR | fs.constants.O_CREAT);
  let end = earlier.end;
  const groups = [...earlier.groups];
  fs.ftruncateSync(file, end);
  const write = (bytes: Uint8Array) => {
    for (let at = 0; at < bytes.length; )
      at += fs.writeSync(file, bytes, at, bytes.length - at, end + at);
    end += bytes.length;
  };
  if (output.format === "parquet" && end === 0) write(MAGIC);
  return {
    number,
    append(bytes, rowGroup) {
      const start = end;
      write(bytes);
      if (rowGroup !== undefined) groups.push({ rowGroup, start });
      return start;
    },
    finish() {
      if (output.format === "parquet") write(encodeFooter(groups, output.shape));
      fs.fsyncSync(file);
      fs.closeSync(file);
      fs.renameSync(`${path}.partial`, path);
    },
    leave: () => fs.closeSync(file),
  };
}

/** A row group and the byte of the shard at which it begins. */
export interface RowGroupAt {
  readonly rowGroup: RowGroupJson;
  readonly start: number;
}

/** Makes the shards of the first so many blocks the last ones, to be gone on with. */
export function reopenLast(folder: string, blocks: number, output: OutputFormat): void {
  const last = Math.ceil(blocks / BLOCKS_PER_SHARD) - 1;
  const path = join(folder, shardName(last, output));
  if (last >= 0 && fs.existsSync(path)) fs.renameSync(path, `${path}.partial`);
  for (const name of fs.readdirSync(folder)) {
    const shard = /^part-(\d+)\./.exec(name)?.[1];
    if (shard !== undefined && Number(shard) > last) fs.rmSync(join(folder, name));
  }
}

/** Whether a shard is not complete yet. */
export function isPartial(folder: string, shard: number, output: OutputFormat): boolean {
  return fs.existsSync(`${join(folder, shardName(shard, output))}.partial`);
}

/** The complete shards of a folder, in order. */
export function shardFiles(folder: string): string[] {
  return fs
    .readdirSync(folder)
    .filter((name) => /^part-\d+\.(jsonl|parquet)$/.test(name))
    .sort();
}
