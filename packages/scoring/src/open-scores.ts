import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { PreflmError } from "@preflm/core";
import type { Corpus } from "@preflm/data";
import { readBlock } from "./block.ts";
import { inputFiles, type ReadingOptions } from "./input.ts";
import { readManifest } from "./manifest.ts";
import type { PaperRecord } from "./output-format.ts";
import { readBlocks } from "./read-blocks.ts";
import { scoreRecords } from "./score-records.ts";
import { completeManifest, withScores } from "./with-scores.ts";

/** Whether a path is a folder of scores. */
export function isScoredFolder(path: string): boolean {
  return existsSync(`${path}/scores.json`);
}

/**
 * The corpus of a folder that `scoreCorpus` completed, with its scores. In the compact shape the texts come from the
 * corpus that was scored, which must be where it was, as seen from the folder.
 */
export function openScores(folder: string): Corpus {
  const manifest = completeManifest(folder);
  if (manifest.shape === "paper") return paperCorpus(folder);
  if (manifest.inputs.includes("-")) {
    throw new PreflmError(
      "invalid-input",
      `The scores in "${folder}" are of standard input, which is gone. Give the corpus with withScores(corpus, folder), or score it with the shape "paper".`,
    );
  }
  const inputs = manifest.inputs.map((path) => resolve(folder, path));
  const corpus = corpusOf(basename(folder), inputs, manifest.reading);
  return withScores({ ...corpus, size: manifest.counts.characters }, folder);
}

const READ_AT_ONCE = 1 << 20;

/** The documents of some inputs, as `scoreCorpus` reads them. */
function corpusOf(name: string, inputs: readonly string[], reading: ReadingOptions): Corpus {
  return {
    name,
    async *documents(onProblem) {
      const files = await inputFiles(inputs, reading);
      for await (const { content } of readBlocks(files, reading, READ_AT_ONCE)) {
        const { documents, problems } = await readBlock(content, reading);
        for (const problem of problems) onProblem?.(problem);
        for (const { document } of documents) yield document;
      }
    },
  };
}

function paperCorpus(folder: string): Corpus {
  const size = readManifest(folder)?.counts.characters;
  return {
    name: basename(folder),
    ...(size === undefined ? {} : { size }),
    async *documents() {
      for await (const record of scoreRecords(folder, completeManifest(folder))) {
        const { texts, scores, meta } = record as PaperRecord;
        const segments = texts.map((text, i) => ({ text, score: scores[i] }));
        yield { id: meta.id, text: texts.join(""), segments };
      }
    },
  };
}
