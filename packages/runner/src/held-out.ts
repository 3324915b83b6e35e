import { join } from "node:path";
import type { Model, Objective } from "@preflm/core";
import { evaluationBatches, packCorpus, type Tokenizer, type TokenStore } from "@preflm/data";
import { type BitsPerByte, bitsPerByte } from "@preflm/eval";
import type { Job } from "./events.ts";
import type { JobContext } from "./job.ts";
import { untilStopped } from "./signal.ts";

/** Bits per byte of the held-out text, which is the same for every objective. */
export interface HeldOutBits {
  /** With the objective's marks, as in training. */
  readonly heldOut: BitsPerByte;
  /** Without marks; absent for objectives that have none. */
  readonly heldOutUnmarked?: BitsPerByte;
}

/** The held-out text as an objective reads it, with its marks and without: packed at the first look, then kept open. */
export function heldOutText(
  context: JobContext,
  job: Job,
  objective: Objective,
  tokenizer: Tokenizer,
) {
  const { select: _, ...marked } = objective;
  const { prefix: __, ...unmarked } = marked;
  const stores = new Map<string, TokenStore>();
  const store = async (name: string, form: Pick<Objective, "name" | "prefix">) => {
    const path = join(context.directory, "packed", `${job.name}-${name}`);
    const { cache } = context.prepared;
    const packed =
      stores.get(name) ??
      (await packCorpus(context.prepared.heldOutDocuments(), {
        tokenizer,
        objective: form,
        seed: job.seed,
        path,
        cache,
      }));
    stores.set(name, packed);
    return packed;
  };
  const measure = async (model: Model, from: TokenStore) => {
    const { rows, columns } = context.settings;
    const watched = async function* () {
      const batches = evaluationBatches(from, { rows, columns });
      const progress = { type: "progress", phase: "evaluate", job, unit: "tokens" } as const;
      let done = 0;
      for await (const batch of untilStopped(batches, context.signal, WHILE)) {
        yield batch;
        done += batch.rows * batch.columns;
        context.emit({ ...progress, done, total: from.tokens - 1 });
      }
    };
    const { byteLengths } = tokenizer;
    return bitsPerByte(model, watched(), { byteLengths, threshold: context.prepared.threshold });
  };
  return {
    async bits(model: Model): Promise<HeldOutBits> {
      const heldOut = await measure(model, await store("held-out", marked));
      if (!objective.prefix) return { heldOut };
      const plain = await store("held-out-unmarked", unmarked);
      return { heldOut, heldOutUnmarked: await measure(model, plain) };
    },
    close(): void {
      for (const each of stores.values()) each.close();
    },
  };
}

const WHILE = "while evaluating; what was trained is saved";
