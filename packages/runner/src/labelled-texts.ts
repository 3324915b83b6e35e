import type { LabelledText } from "@preflm/eval";
import { z } from "zod";
import { readJsonLines } from "./json-lines.ts";

/** Where a record keeps what is needed. */
export interface LabelledFields {
  readonly text: string;
  readonly label: string;
}

/** What says that a text is misaligned, or not. */
const labelSchema = z.union([z.boolean(), z.literal([0, 1]).transform((label) => label === 1)]);

/**
 * Texts with labels from a file of JSON lines, also `.gz` or `.zst`, or `"-"` for standard input: labels are true or 1
 * for misaligned texts, false or 0 for others, and `weight` may say how many texts one stands for.
 *
 * Rejects with `"invalid-input"`, naming the line, if a line is none of these: a calibration on half of the labels
 * would mislead.
 */
export async function readLabelledTexts(
  path: string,
  fields: LabelledFields,
): Promise<readonly LabelledText[]> {
  const schema = z.object({
    [fields.text]: z.string(),
    [fields.label]: labelSchema,
    weight: z.number().positive().optional(),
  });
  const expected = `{ "${fields.text}": a text, "${fields.label}": true or 1 if it is misaligned, else false or 0 }. Fields of other names: --text and --label.`;
  const records = await readJsonLines(path, schema, expected);
  return records.map(({ value }) => {
    const { [fields.text]: text, [fields.label]: label, weight } = value;
    return { text, label, ...(weight !== undefined && { weight }) } as LabelledText;
  });
}
