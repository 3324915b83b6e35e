import { readFile, rename, writeFile } from "node:fs/promises";
import { PreflmError } from "@preflm/core";
import type { ReferenceSamples } from "./reference.ts";

/**
 * Reads samples of a reference: `{ model_name, texts, logprobs }` as the released code of Korbak et al. 2023 keeps them,
 * and what `cachedReference` adds to it. Rejects with code `io` if there is no such file, `corrupt` if it holds
 * something else.
 */
export async function readReferenceSamples(path: string): Promise<ReferenceSamples> {
  const text = await readFile(path, "utf8").catch((cause: Error) => {
    throw new PreflmError(
      "io",
      `The reference's samples ${path} cannot be read: ${cause.message}.`,
      {
        cause,
      },
    );
  });
  const corrupt = (what: string): never => {
    throw new PreflmError(
      "corrupt",
      `${path} does not hold a reference's samples: ${what}. Expected {"model_name", "texts", "logprobs"}; remove the file to draw them again.`,
    );
  };
  let file: Record<string, unknown> = {};
  try {
    file = JSON.parse(text);
  } catch {
    corrupt("it is not JSON");
  }
  if (typeof file !== "object" || file === null) corrupt("it is no object");
  const { model_name: model, texts, logprobs, ended, tokens, tokenizer } = file;
  const { max_tokens: maximumTokens } = file;
  if (typeof model !== "string") corrupt('"model_name" is no string');
  if (!isArray(texts, "string")) return corrupt('"texts" is no list of strings');
  if (!isArray(logprobs, "number")) return corrupt('"logprobs" is no list of numbers');
  if (logprobs.length !== texts.length)
    corrupt(`it has ${texts.length} texts and ${logprobs.length} log-probabilities`);
  if (ended !== undefined && !(isArray(ended, "boolean") && ended.length === texts.length))
    corrupt('"ended" is no list of booleans, one a text');
  if (tokens !== undefined && !(isTokens(tokens) && tokens.length === texts.length))
    corrupt('"tokens" is no list of lists of token ids, one a text');
  return {
    model: model as string,
    texts: texts as string[],
    logProbabilities: logprobs as number[],
    ...(ended === undefined ? {} : { ended: ended as boolean[] }),
    ...(tokens === undefined ? {} : { tokens: tokens as number[][] }),
    ...(typeof tokenizer === "string" ? { tokenizer } : {}),
    ...(typeof maximumTokens === "number" ? { maximumTokens } : {}),
  };
}

/** Writes the samples to a temporary name and renames it. */
export async function writeReferenceSamples(
  path: string,
  { model, texts, logProbabilities, ended, tokens, tokenizer, maximumTokens }: ReferenceSamples,
): Promise<void> {
  const file = {
    ...{ model_name: model, texts, logprobs: logProbabilities },
    ...{ ended, tokens, tokenizer, max_tokens: maximumTokens },
  };
  const temporary = `${path}.${process.pid}.tmp`;
  await writeFile(temporary, JSON.stringify(file));
  await rename(temporary, path);
}

function isArray(value: unknown, type: "string" | "number" | "boolean"): value is unknown[] {
  return Array.isArray(value) && value.every((item) => typeof item === type);
}

function isTokens(value: unknown): value is number[][] {
  return Array.isArray(value) && value.every((item) => isArray(item, "number"));
}
