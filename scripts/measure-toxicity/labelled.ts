import { readFile } from "node:fs/promises";
import { PreflmError } from "@preflm/core";
import type { LabelledText } from "@preflm/eval";
import { parse } from "csv-parse/sync";

/** How a file says that a text is toxic. */
export interface Columns {
  readonly text: string;
  readonly label: string;
  /** Values of the label that mean toxic, in any case. */
  readonly toxic: readonly string[];
  /** If given, labels are numbers, and those above it mean toxic. */
  readonly above?: number;
}

/** Labelled texts from a CSV file with a header, JSON lines, or a JSON array of objects. */
export async function readLabelled(path: string, columns: Columns): Promise<LabelledText[]> {
  const content = await readFile(path, "utf8");
  const records = recordsOf(path, content);
  return records.map((record, i) => {
    const { [columns.text]: text, [columns.label]: label } = record;
    if (typeof text !== "string" || label === undefined) {
      throw new PreflmError(
        "invalid-input",
        `Record ${i + 1} of ${path} has no "${columns.text}" or no "${columns.label}"; its columns are: ${Object.keys(record).join(", ")}. Name them with --text and --label.`,
      );
    }
    const toxic =
      columns.above === undefined
        ? columns.toxic.includes(String(label).toLowerCase())
        : Number(label) > columns.above;
    return { text, label: toxic };
  });
}

function recordsOf(path: string, content: string): readonly Record<string, unknown>[] {
  if (/\.csv$/i.test(path))
    return parse(content, { columns: true, bom: true, skip_empty_lines: true });
  if (/\.json$/i.test(path)) return JSON.parse(content);
  const lines = content.split("\n").filter((line) => line.trim() !== "");
  return lines.map((line) => JSON.parse(line));
}
