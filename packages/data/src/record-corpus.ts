import { checkOptions, type OptionChecks, PreflmError } from "@preflm/core";
import type { Corpus } from "./corpus.ts";
import type { CorpusFile, CorpusFiles } from "./corpus-files.ts";
import { corpusSize } from "./corpus-size.ts";
import type { ParsedRecord, RecordFields } from "./record.ts";

/** How to read a corpus of records. */
export interface RecordOptions extends RecordFields {
  /** What a record without a usable document does: `"skip"` it and tell (default), or `"fail"`. */
  readonly onBadLine?: "skip" | "fail";
}

/** Streams the records of a file, each with its line or row, from 1. */
export type ReadRecords = (
  file: CorpusFile,
  fields: RecordFields,
) => AsyncIterable<{ readonly position: number; readonly parsed: ParsedRecord }>;

/** A corpus of the records of some files, one file after the other. */
export function recordCorpus(
  plugin: string,
  name: string,
  files: () => Promise<CorpusFiles>,
  read: ReadRecords,
  options: RecordOptions,
): Corpus {
  const { onBadLine = "skip" } = options;
  checkRecords(checkOptions(plugin, options, ["text", "id", "onBadLine"]), options);
  return {
    name,
    measure: async () => corpusSize(await files(), options),
    async *documents(onProblem) {
      for (const file of (await files()).files) {
        for await (const { position: line, parsed } of read(file, options)) {
          const source = file.path;
          if ("document" in parsed) {
            const { document, mended } = parsed;
            if (mended) onProblem?.({ source, line, action: "mended", reason: mended });
            yield document;
          } else if (onBadLine === "skip") {
            onProblem?.({ source, line, action: "skipped", reason: parsed.problem });
          } else {
            const fix = 'Mend it, or skip such records with onBadLine: "skip"';
            throw new PreflmError("invalid-input", `${source}:${line}: ${parsed.problem}. ${fix}.`);
          }
        }
      }
    },
  };
}

/** Checks the options of the records for a function that has them too. */
export function checkRecords(
  check: OptionChecks,
  { text, id, onBadLine = "skip" }: RecordOptions,
): void {
  check.oneOf("onBadLine", onBadLine, ["skip", "fail"]);
  if (text !== undefined) check.string("text", text);
  if (id !== undefined) check.string("id", id);
}
