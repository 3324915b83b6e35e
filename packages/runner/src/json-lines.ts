import { PreflmError, show } from "@preflm/core";
import { readBytes } from "@preflm/data";
import type { z } from "zod";

/**
 * The records of a file of JSON lines, also `.gz` or `.zst`, or `"-"` for standard input; blank lines are left out.
 *
 * Rejects with `"invalid-input"`, naming the line, if a line is none: a result on half of the records would mislead.
 *
 * @param expected what a line should be, for people
 */
export async function readJsonLines<T extends z.ZodType>(
  path: string,
  schema: T,
  expected: string,
): Promise<readonly { readonly value: z.infer<T>; readonly source: string }[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of readBytes(path)) chunks.push(chunk);
  const lines = Buffer.concat(chunks)
    .toString("utf8")
    .replace(/^\ufeff/, "")
    .split("\n");
  return lines.flatMap((line, i) => {
    if (line.trim() === "") return [];
    const parsed = schema.safeParse(jsonOf(line));
    if (parsed.success) return [{ value: parsed.data, source: `${path} line ${i + 1}` }];
    const message = `Line ${i + 1} of ${path} is ${show(line)}, expected ${expected}`;
    throw new PreflmError("invalid-input", message);
  });
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
