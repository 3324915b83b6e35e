import * as fs from "node:fs";
import { PreflmError, type Segment } from "@preflm/core";
import type { Corpus } from "@preflm/data";
import { hashText } from "./hash-text.ts";
import { readManifest, type ScoresManifest } from "./manifest.ts";
import type { CompactRecord, PaperRecord } from "./output-format.ts";
import type { Quarantined } from "./process-block.ts";
import { scoreRecords } from "./score-records.ts";
import { quarantinePath } from "./tally.ts";

/** So many records ahead a document's scores are looked for: documents of the corpus may have gone since. */
const AHEAD = 4096;

/**
 * The corpus with the scores of a folder that `scoreCorpus` completed. Scores are matched by the hash of the text,
 * so they never belong to another one: a document that was changed or added since, or is in quarantine, is skipped
 * and told. Both must be in the same order; documents may be missing on either side.
 */
export function withScores(corpus: Corpus, folder: string): Corpus {
  return {
    name: corpus.name,
    ...(corpus.size === undefined ? {} : { size: corpus.size }),
    async *documents(onProblem) {
      const manifest = completeManifest(folder);
      const aside = readQuarantine(folder);
      const ahead = lookAhead(scoreRecords(folder, manifest));
      for await (const { id, text } of corpus.documents(onProblem)) {
        const hash = hashText(text);
        const quarantined = aside.get(hash) ?? aside.get(id);
        const record = quarantined ? undefined : await ahead.take(hash);
        const segments = record && segmentsOf(record, text);
        if (segments) {
          yield { id, text, segments };
          continue;
        }
        const reason = quarantined
          ? `is in quarantine: ${quarantined.reason}`
          : `has no scores in "${folder}": it was changed or added since; score again`;
        onProblem?.({ source: id, action: "skipped", reason });
      }
    },
  };
}

/** The manifest of a folder, or an error that says how to complete it. */
export function completeManifest(folder: string): ScoresManifest {
  const manifest = readManifest(folder);
  if (manifest?.state === "complete") return manifest;
  const what = manifest ? "is not complete" : "is no folder of scores: it has no scores.json";
  throw new PreflmError(
    "invalid-input",
    `"${folder}" ${what}. Run scoreCorpus or preflm score${manifest ? " again, which goes on where it stopped" : ""}.`,
  );
}

/** By hash, or by id where a text was too big to be read. */
function readQuarantine(folder: string): ReadonlyMap<string, Quarantined> {
  const lines = fs.readFileSync(quarantinePath(folder), "utf8").split("\n").filter(Boolean);
  const documents = lines.map((line): Quarantined => JSON.parse(line));
  return new Map(documents.map((document) => [document.hash || document.id, document]));
}

/** Takes records by hash from a stream whose order is that of the asking, but for gaps. */
function lookAhead(records: AsyncIterator<CompactRecord | PaperRecord>) {
  const waiting: (CompactRecord | PaperRecord)[] = [];
  return {
    async take(hash: string): Promise<CompactRecord | PaperRecord | undefined> {
      for (let i = 0; i < AHEAD; i++) {
        if (i === waiting.length) {
          const { value, done } = await records.next();
          if (done) return undefined;
          waiting.push(value);
        }
        if (hashOf(waiting[i]) !== hash) continue;
        const [record] = waiting.splice(0, i + 1).slice(-1);
        return record;
      }
      return undefined;
    },
  };
}

function hashOf(record: CompactRecord | PaperRecord): string {
  return "meta" in record ? record.meta.hash : record.hash;
}

/** The segments of a record of this text; undefined if they do not make it up. */
function segmentsOf(record: CompactRecord | PaperRecord, text: string): Segment[] | undefined {
  const segments =
    "meta" in record
      ? record.texts.map((part, i) => ({ text: part, score: record.scores[i] }))
      : record.ends.map((end, i) => ({
          text: text.slice(i === 0 ? 0 : record.ends[i - 1], end),
          score: record.scores[i],
        }));
  return segments.map((segment) => segment.text).join("") === text ? segments : undefined;
}
