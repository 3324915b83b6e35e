import * as fs from "node:fs";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import type { Block } from "./block.ts";
import { type JournalEntry, readEntries, readMarks } from "./journal.ts";
import type { OutputFormat } from "./output-format.ts";
import type { BlockResult } from "./process-block.ts";
import {
  BLOCKS_PER_SHARD,
  isPartial,
  type OpenShard,
  openShard,
  reopenLast,
  wholeBlocks,
} from "./shards.ts";

/** Writes blocks into shards in their order, and into the journal after that: what the journal has, is there. */
export interface Recorder {
  /** Whether this very block is recorded already. Asked for each block in order; after one that is not, none is. */
  has(block: Block): boolean;
  record(block: Block, result: BlockResult): void;
  /** Completes the last shard of an input of so many blocks. */
  finish(blocks: number): void;
  close(): void;
}

/**
 * Opens what was recorded in a folder.
 *
 * @param retry forget the first block with quarantined documents and all after it
 */
export function openRecorder(folder: string, output: OutputFormat, retry: boolean): Recorder {
  const path = journalPath(folder);
  const marks = readMarks(path);
  const journal = fs.openSync(path, fs.constants.O_RDWR | fs.constants.O_CREAT);
  let recorded = marks.length;
  let journalEnd = marks.at(-1)?.journalEnd ?? 0;
  let shard: OpenShard | undefined;
  fs.ftruncateSync(journal, journalEnd);

  /** The shards are opened before the journal is cut: a kill in between costs nothing. */
  const keepOnly = (blocks: number) => {
    if (blocks >= recorded) return;
    reopenLast(folder, blocks, output);
    recorded = blocks;
    journalEnd = marks[blocks - 1]?.journalEnd ?? 0;
    fs.ftruncateSync(journal, journalEnd);
  };
  const toRetry = marks.findIndex(({ quarantined }) => retry && quarantined > 0);
  if (toRetry >= 0) keepOnly(toRetry);
  keepOnly(wholeBlocks(folder, marks.slice(0, recorded), output));

  const shardOf = (block: number): OpenShard => {
    const number = Math.floor(block / BLOCKS_PER_SHARD);
    if (shard?.number === number) return shard;
    shard?.finish();
    shard = openShard(folder, number, output, earlierIn(number));
    return shard;
  };
  /** What the recorded blocks of a shard left in it. */
  const earlierIn = (number: number) => {
    const first = number * BLOCKS_PER_SHARD;
    if (first >= recorded) return { end: 0, groups: [] };
    const groups = [];
    if (output.format === "parquet") {
      for (const { entry, end } of readEntries(path, marks[first - 1]?.journalEnd)) {
        if (end > marks[recorded - 1].journalEnd) break;
        if (entry.rowGroup) groups.push({ rowGroup: entry.rowGroup, start: entry.start });
      }
    }
    return { end: marks[recorded - 1].end, groups };
  };

  return {
    has(block) {
      if (block.number < recorded && marks[block.number].key === block.key) return true;
      keepOnly(block.number);
      return false;
    },
    record(block, { bytes, rowGroup, counts, problems, quarantined }) {
      const start = shardOf(block.number).append(bytes, rowGroup);
      const skipped = problems.filter(({ action }) => action === "skipped").length;
      const entry: JournalEntry = {
        key: block.key,
        bytes: block.bytes,
        start,
        end: start + bytes.length,
        crc: crc32(bytes),
        counts,
        skipped,
        mended: problems.length - skipped,
        quarantined,
        ...(rowGroup === undefined ? {} : { rowGroup }),
      };
      const line = Buffer.from(`${JSON.stringify(entry)}\n`);
      fs.writeSync(journal, line, 0, line.length, journalEnd);
      journalEnd += line.length;
    },
    finish(blocks) {
      keepOnly(blocks);
      const last = Math.floor((blocks - 1) / BLOCKS_PER_SHARD);
      if (!shard && blocks > 0 && isPartial(folder, last, output)) shardOf(blocks - 1);
      shard?.finish();
      shard = undefined;
      fs.fsyncSync(journal);
    },
    close() {
      shard?.leave();
      shard = undefined;
      fs.closeSync(journal);
    },
  };
}

/** The journal of a folder. */
export function journalPath(folder: string): string {
  return join(folder, "journal.log");
}
