import { constants, isUtf8 } from "node:buffer";
import { type Document, show } from "@preflm/core";
import { EMPTY, INVALID_UTF8, LONE_SURROGATE, wellFormed } from "./corpus.ts";
import { segmentsOf } from "./paper-shape.ts";

/** The fields of a record that make a document. */
export interface RecordFields {
  /** The field that holds the text; by default `"text"`, or `texts` and `scores` where a record has both. */
  readonly text?: string;
  /** The field that holds a unique id (a string or a number); without it ids are made of file and position. */
  readonly id?: string;
}

/** A document, with what had to be mended in it; or the reason why a record is none. */
export type ParsedRecord =
  | { readonly document: Document; readonly mended?: string }
  | { readonly problem: string };

/**
 * One line of JSON as a document with the id `where`, unless `fields.id` names another; undefined for a blank line.
 * A byte order mark and the CR of a CRLF are no part of it. Never throws.
 */
export function parseRecord(
  line: Buffer,
  fields: RecordFields,
  where: string,
): ParsedRecord | undefined {
  if (line.length > constants.MAX_STRING_LENGTH) return { problem: "the record is over 512 MB" };
  const json = line.toString().replace(/^\uFEFF/, ""); // bytes that are not UTF-8 become U+FFFD
  if (json.trim() === "") return undefined;
  let record: unknown;
  try {
    record = JSON.parse(json);
  } catch (error) {
    const hint = /^\s*\[/.test(json) ? "; a JSON array is to be one object a line" : "";
    return { problem: `broken JSON (${(error as Error).message}${hint})` };
  }
  if (typeof record !== "object" || record === null || Array.isArray(record)) {
    return { problem: `expected a JSON object, got ${show(record)}` };
  }
  const parsed = documentOf(record as Readonly<Record<string, unknown>>, fields, where);
  return "document" in parsed && !isUtf8(line) ? { ...parsed, mended: INVALID_UTF8 } : parsed;
}

/** The document of a record, whatever format it came in. */
export function documentOf(
  record: Readonly<Record<string, unknown>>,
  fields: RecordFields,
  where: string,
): ParsedRecord {
  const id = fields.id === undefined ? where : record[fields.id];
  if (typeof id !== "string" && typeof id !== "number" && typeof id !== "bigint") {
    return { problem: `field "${fields.id}" must be a string or a number, got ${show(id)}` };
  }
  const found = contentOf(record, fields.text);
  if (typeof found === "string") return { problem: found };
  if (found.text === "") return { problem: EMPTY };
  const text = wellFormed(found.text);
  if (text === found.text) return { document: { id: String(id), ...found } };
  const segments = found.segments?.map((segment) => ({
    ...segment,
    text: wellFormed(segment.text),
  }));
  const mended = segments
    ? { text: segments.map((segment) => segment.text).join(""), segments }
    : { text };
  return { document: { id: String(id), ...mended }, mended: LONE_SURROGATE };
}

/** The text of a record and the segments it may bring, or why there is none. */
function contentOf(
  record: Readonly<Record<string, unknown>>,
  field: string | undefined,
): Omit<Document, "id"> | string {
  if (field === undefined && record.texts !== undefined && record.scores !== undefined) {
    return segmentsOf(record.texts, record.scores);
  }
  const name = field ?? "text";
  const text = record[name];
  if (typeof text === "string") return { text };
  if (text !== undefined && text !== null) {
    return `field "${name}" must be text, got ${show(text)}`;
  }
  const have = Object.keys(record).map(show).join(", ") || "none";
  return text === null ? `field "${name}" is null` : `no field "${name}" (it has ${have})`;
}
