import { statSync } from "node:fs";
import { basename } from "node:path";
import { checkOptions, PreflmError } from "@preflm/core";
import type { Corpus } from "./corpus.ts";
import { readLines } from "./lines.ts";
import { parseRecord, type RecordFields } from "./record.ts";

/** How to read a corpus of records. */
export interface RecordOptions extends RecordFields {
  /** What a record without a usable document does: `"skip"` it and tell (default), or `"fail"`. */
  readonly onBadLine?: "skip" | "fail";
}

/** A corpus of one JSON object a line, plain or compressed as `readBytes` reads it. Blank lines are no lines. */
export function jsonl(path: string, options: RecordOptions = {}): Corpus {
  const { onBadLine = "skip" } = options;
  const check = checkOptions("jsonl", options, ["text", "id", "onBadLine"]);
  check.oneOf("onBadLine", onBadLine, ["skip", "fail"]);
  const name = basename(path);
  const bytes = /\.(gz|zst)$/.test(path)
    ? undefined
    : statSync(path, { throwIfNoEntry: false })?.size;
  return {
    name,
    ...(bytes === undefined ? {} : { size: bytes }),
    async *documents(onProblem) {
      let line = 0;
      for await (const bytes of readLines(path)) {
        line++;
        const parsed = parseRecord(bytes, options, `${name}:${line}`);
        if (!parsed) continue;
        if ("document" in parsed) {
          const { document, mended } = parsed;
          if (mended) onProblem?.({ source: path, line, action: "mended", reason: mended });
          yield document;
          continue;
        }
        if (onBadLine === "fail") {
          throw new PreflmError(
            "invalid-input",
            `${path}:${line}: ${parsed.problem}. Mend the line, or skip such lines with onBadLine: "skip".`,
          );
        }
        onProblem?.({ source: path, line, action: "skipped", reason: parsed.problem });
      }
    },
  };
}
