import { join } from "node:path";
import { readEntries } from "./journal.ts";
import { NOTHING, type ScoreCounts, writeWhole } from "./manifest.ts";
import type { Quarantined } from "./process-block.ts";
import { journalPath } from "./recorder.ts";

/** Sums up the journal of a folder and writes its `quarantine.jsonl`: the documents that are set aside, in order. */
export function tally(folder: string): ScoreCounts {
  const counts = { ...NOTHING };
  const aside: Quarantined[] = [];
  for (const { entry } of readEntries(journalPath(folder))) {
    for (const name of ["documents", "segments", "characters", "cached"] as const)
      counts[name] += entry.counts[name];
    for (const name of ["bytes", "skipped", "mended"] as const) counts[name] += entry[name];
    for (const document of entry.quarantined) aside.push(document);
  }
  const lines = aside.map((document) => `${JSON.stringify(document)}\n`);
  writeWhole(quarantinePath(folder), lines.join(""));
  return { ...counts, quarantined: aside.length };
}

/** The list of the documents of a folder that are set aside. */
export function quarantinePath(folder: string): string {
  return join(folder, "quarantine.jsonl");
}
