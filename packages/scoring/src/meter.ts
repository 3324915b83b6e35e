import type { Block } from "./block.ts";
import type { ScoreSpeed } from "./manifest.ts";
import type { BlockResult } from "./process-block.ts";
import type { ScoreProgress } from "./score-events.ts";

/** Counts what is done and how fast. */
export interface Meter {
  /** Bytes read from the disk, before they are decompressed. */
  read(bytes: number): void;
  /** A block was cut from what was read. */
  cut(block: Block): void;
  /** A block that was recorded before. */
  passed(block: Block): void;
  /** The scorer did so many documents of blocks that are not done yet. */
  kept(documents: number): void;
  scored(block: Block, result: BlockResult): void;
  progress(): ScoreProgress;
  /** Undefined if nothing was scored. */
  speed(workers: number): ScoreSpeed | undefined;
}

/** Before so many blocks are done nobody knows how long the rest takes. */
const ENOUGH_BLOCKS = 3;

/** A meter of an input that takes so many bytes on the disk, if that is known. */
export function createMeter(sizeOnDisk: number | undefined): Meter {
  const began = performance.now();
  let [onDisk, decompressed, passed, bytes, blocks] = [0, 0, 0, 0, 0];
  let [documents, characters, cached, quarantined] = [0, 0, 0, 0];
  let underWay = 0;
  let given = { characters: 0, seconds: 0 };
  const elapsed = () => Math.max(1e-3, (performance.now() - began) / 1000);
  /** Of compressed files, as if the rest were compressed like what was read. */
  const total = () => {
    if (sizeOnDisk === undefined) return undefined;
    const ratio = onDisk > 0 ? decompressed / onDisk : 1;
    return Math.max(passed + bytes, ratio > 1.01 ? sizeOnDisk * ratio : sizeOnDisk);
  };
  return {
    read(length) {
      onDisk += length;
    },
    cut(block) {
      decompressed += block.bytes;
    },
    passed(block) {
      passed += block.bytes;
    },
    kept(count) {
      underWay += count;
    },
    scored(block, { counts, quarantined: aside }) {
      bytes += block.bytes;
      blocks++;
      documents += counts.documents;
      characters += counts.characters;
      cached += counts.cached;
      underWay = Math.max(0, underWay - (counts.documents - counts.cached));
      quarantined += aside.length;
      given = {
        characters: given.characters + counts.scored.characters,
        seconds: given.seconds + counts.scored.seconds,
      };
    },
    progress() {
      const bytesPerSecond = bytes / elapsed();
      const totalBytes = total();
      const left = totalBytes !== undefined && blocks >= ENOUGH_BLOCKS;
      const done = documents + underWay;
      return {
        documents: done,
        characters,
        bytes: passed + bytes,
        ...(totalBytes === undefined ? {} : { totalBytes }),
        cached,
        quarantined,
        documentsPerSecond: done / elapsed(),
        bytesPerSecond,
        ...(left ? { secondsLeft: (totalBytes - passed - bytes) / bytesPerSecond } : {}),
      };
    },
    speed(workers) {
      if (given.characters === 0) return undefined;
      const seconds = elapsed();
      return {
        workers,
        seconds,
        documents,
        characters,
        documentsPerSecond: documents / seconds,
        charactersPerSecond: characters / seconds,
        scorerCharactersPerSecond: given.characters / given.seconds,
      };
    },
  };
}
