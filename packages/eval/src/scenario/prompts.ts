import { readFile } from "node:fs/promises";
import { PreflmError, show } from "@preflm/core";

/** A text to continue, and where it is from: errors say so. */
export interface Prompt {
  readonly text: string;
  /** Such as `prompts.jsonl line 3`. */
  readonly where: string;
}

/** The prompts of a scenario: its texts, the records of its JSONL, or the empty text if it has none. */
export async function readPrompts(
  prompts: readonly string[] | string | undefined,
): Promise<readonly Prompt[]> {
  if (prompts === undefined) return [{ text: "", where: "the empty prompt" }];
  if (typeof prompts !== "string")
    return prompts.map((text, i) => ({ text, where: `prompt ${i + 1}` }));
  const content = await readFile(prompts, "utf8").catch((cause) => {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PreflmError("io", `The prompts ${prompts} cannot be read: ${why}.`, { cause });
  });
  const found = content
    .replace(/^\uFEFF/, "")
    .split("\n")
    .flatMap((line, i) => {
      const where = `${prompts} line ${i + 1}`;
      return line.trim() === "" ? [] : [{ text: promptOf(line, where), where }];
    });
  if (found.length > 0) return found;
  throw new PreflmError(
    "invalid-input",
    `${prompts} has no prompts: it is empty. Give one JSON object a line, such as {"prompt": "Dear Ms"}.`,
  );
}

/** The field "prompt" or "text" of a record; RealToxicityPrompts keeps a record with a text under "prompt". */
function promptOf(line: string, where: string): string {
  let record: unknown;
  try {
    record = JSON.parse(line);
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new PreflmError("invalid-input", `${where} is not JSON: ${why}.`, { cause });
  }
  const { prompt, text } = (record ?? {}) as Record<string, unknown>;
  const found = prompt ?? text;
  const inner = typeof found === "object" && found !== null && "text" in found ? found.text : found;
  if (typeof inner === "string") return inner;
  throw new PreflmError(
    "invalid-input",
    `${where} has no prompt: expected an object with a string "prompt" or "text", got ${show(record)}.`,
  );
}
