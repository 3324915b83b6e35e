import { access } from "node:fs/promises";
import { PreflmError } from "@preflm/core";
import { readReferenceSamples, writeReferenceSamples } from "./cache-file.ts";
import type { ReferenceModel, ReferenceSamples } from "./reference.ts";
import { firstSamples, joinSamples } from "./samples.ts";

/**
 * A reference that keeps its samples in a file, as `{ model_name, texts, logprobs }`, and draws only what the file
 * lacks. Samples are written as they come: after a failure the next call goes on.
 */
export function cachedReference(reference: ReferenceModel, path: string): ReferenceModel {
  const { name } = reference;
  return {
    name,
    async sample(count, request) {
      let kept: ReferenceSamples | undefined = await existing(path, name);
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

async function existing(path: string, name: string): Promise<ReferenceSamples | undefined> {
  const there = await access(path).then(
    () => true,
    () => false,
  );
  if (!there) return undefined;
  const kept = await readReferenceSamples(path);
  if (kept.model === name) return kept;
  throw new PreflmError(
    "invalid-input",
    `${path} holds samples of the reference "${kept.model}", not of "${name}". Use another file for another reference.`,
  );
}
