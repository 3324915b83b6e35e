import { isUtf8 } from "node:buffer";
import { statSync } from "node:fs";
import { basename } from "node:path";
import { checkOptions, type Document, PreflmError, show } from "@preflm/core";
import { type Corpus, EMPTY, INVALID_UTF8, LONE_SURROGATE, wellFormed } from "./corpus.ts";
import { readLines } from "./lines.ts";

/** How to read a JSONL file. */
export interface JsonlOptions {
  /** The field that holds the text; `"text"` by default. */
  readonly text?: string;
  /** The field that holds a unique id (a string or a number); without it ids are `<file name>:<line>`. */
  readonly id?: string;
  /** What a line without a usable document does: `"skip"` it and tell (default), or `"fail"`. */
  readonly onBadLine?: "skip" | "fail";
}

/** A corpus of one JSON object a line, `.jsonl` or `.jsonl.gz`. Blank lines are no lines. */
export function jsonl(path: string, options: JsonlOptions = {}): Corpus {
  const { text = "text", id, onBadLine = "skip" } = options;
  const check = checkOptions("jsonl", options, ["text", "id", "onBadLine"]);
  check.oneOf("onBadLine", onBadLine, ["skip", "fail"]);
  const name = basename(path);
  const bytes = path.endsWith(".gz") ? undefined : statSync(path, { throwIfNoEntry: false })?.size;
  return {
    name,
    ...(bytes === undefined ? {} : { size: bytes }),
    async *documents(onProblem) {
      let line = 0;
      for await (const bytes of readLines(path)) {
        line++;
        const raw = bytes.toString(); // not-UTF-8 becomes U+FFFD
        const json = line === 1 ? raw.replace(/^\uFEFF/, "") : raw;
        if (json.trim() === "") continue;
        const found = parse(json, text, id, `${name}:${line}`);
        if (typeof found === "string") {
          if (onBadLine === "fail") {
            throw new PreflmError(
              "invalid-input",
              `${path}:${line}: ${found}. Mend the line, or skip such lines with onBadLine: "skip".`,
            );
          }
          onProblem?.({ source: path, line, action: "skipped", reason: found });
          continue;
        }
        const mended = wellFormed(found.text);
        const reason = !isUtf8(bytes) ? INVALID_UTF8 : mended !== found.text && LONE_SURROGATE;
        if (reason) onProblem?.({ source: path, line, action: "mended", reason });
        yield { id: found.id, text: mended };
      }
    },
  };
}

/** The document on a line, or why there is none. */
function parse(json: string, textField: string, idField: string | undefined, defaultId: string) {
  let record: unknown;
  try {
    record = JSON.parse(json);
  } catch (error) {
    return `broken JSON (${(error as Error).message})`;
  }
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    return `expected a JSON object, got ${show(record)}`;
  }
  const fields = record as Readonly<Record<string, unknown>>;
  const text = fields[textField];
  if (text === undefined) {
    return `no field "${textField}" (it has ${Object.keys(fields).map(show).join(", ") || "none"})`;
  }
  if (typeof text !== "string") return `field "${textField}" must be text, got ${show(text)}`;
  if (text === "") return EMPTY;
  const id = idField === undefined ? defaultId : fields[idField];
  if (typeof id !== "string" && typeof id !== "number") {
    return `field "${idField}" must be a string or a number, got ${show(id)}`;
  }
  return { id: String(id), text } satisfies Document;
}
