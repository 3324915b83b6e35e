import * as fs from "node:fs";
import type { BlockCounts, Quarantined } from "./process-block.ts";
import type { RowGroupJson } from "./row-group.ts";

/** A line of the journal: a block whose scores are in its shard. */
export interface JournalEntry {
  /** The key of the block; see `Block`. */
  readonly key: string;
  /** Its size in the input. */
  readonly bytes: number;
  /** Where its records stand in the shard, in bytes. */
  readonly start: number;
  readonly end: number;
  /** CRC-32 of those bytes. */
  readonly crc: number;
  readonly counts: BlockCounts;
  /** Records that were no documents, and documents that were mended. */
  readonly skipped: number;
  readonly mended: number;
  readonly quarantined: readonly Quarantined[];
  readonly rowGroup?: RowGroupJson;
}

/** What is kept of an entry in memory. */
export interface JournalMark extends Pick<JournalEntry, "key" | "start" | "end" | "crc" | "bytes"> {
  readonly quarantined: number;
  /** Where its line ends in the journal. */
  readonly journalEnd: number;
}

/** The marks of a journal, in order. A torn last line, all that a kill can leave, does not count. */
export function readMarks(path: string): JournalMark[] {
  const marks: JournalMark[] = [];
  for (const { entry, end: journalEnd } of readEntries(path)) {
    const { key, start, end, crc, bytes, quarantined } = entry;
    marks.push({ key, start, end, crc, bytes, quarantined: quarantined.length, journalEnd });
  }
  return marks;
}

/** Streams the whole entries of a journal, from a byte on, each with where its line ends. */
export function* readEntries(
  path: string,
  from = 0,
): Generator<{ readonly entry: JournalEntry; readonly end: number }> {
  if (!fs.existsSync(path)) return;
  const file = fs.openSync(path, "r");
  try {
    let [rest, at, end] = [Buffer.alloc(0), from, from];
    for (;;) {
      const chunk = Buffer.allocUnsafe(1 << 16);
      const read = fs.readSync(file, chunk, 0, chunk.length, at);
      if (read === 0) return;
      at += read;
      rest = Buffer.concat([rest, chunk.subarray(0, read)]);
      for (let newline = rest.indexOf(10); newline >= 0; newline = rest.indexOf(10)) {
        const entry = parse(rest.subarray(0, newline).toString());
        if (!entry) return;
        end += newline + 1;
        yield { entry, end };
        rest = rest.subarray(newline + 1);
      }
    }
  } finally {
    fs.closeSync(file);
  }
}

function parse(line: string): JournalEntry | undefined {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
