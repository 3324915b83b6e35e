import { access } from "node:fs/promises";
import { PreflmError } from "@preflm/core";
import { readReferenceSamples, writeReferenceSamples } from "./cache-file.ts";
import type { ReferenceModel, ReferenceSamples } from "./reference.ts";
import { firstSamples, joinSamples } from "./samples.ts";

/**
 * A reference that keeps its samples in a file, as `{ model_name, texts, logprobs }`, and draws only what the file
 * lacks. Samples are written as they come: after a failure the next call goes on. A file of another reference, or of
 * another maximum of tokens, is refused; the released project's own files are read as they are.
 */
export function cachedReference(reference: ReferenceModel, path: string): ReferenceModel {
  const { name } = reference;
  return {
    name,
    async sample(count, request) {
      let kept: ReferenceSamples | undefined = await existing(path, name, request.tokens);
      const have = kept?.texts.length ?? 0;
      if (kept && have >= count) return firstSamples(kept, count);
      await reference.sample(count - have, {
        ...request,
        first: have,
        onSamples: async (part) => {
          kept = kept ? joinSamples(name, [kept, part]) : part;
          await writeReferenceSamples(path, kept);
          await request.onSamples?.(part);
        },
      });
      return kept ?? joinSamples(name, []);
    },
  };
}

async function existing(
  path: string,
  name: string,
  tokens: number,
): Promise<ReferenceSamples | undefined> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (!there) return undefined;
  const kept = await readReferenceSamples(path);
  const { model, maximumTokens = tokens } = kept;
  if (model === name && maximumTokens === tokens) return kept;
  const holds =
    model === name
      ? `samples of at most ${maximumTokens} tokens, but ${tokens} are asked for`
      : `samples of the reference "${model}", not of "${name}"`;
  throw new PreflmError(
    "invalid-input",
    `${path} holds ${holds}. Use another file for them, or remove this one.`,
  );
}
