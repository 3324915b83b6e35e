import { createHash } from "node:crypto";
import { basename, join } from "node:path";
import { type Backend, PreflmError } from "@preflm/core";
import type { Tokenizer } from "@preflm/data";
import {
  cachedReference,
  checkpointReference,
  endpointReference,
  type ReferenceModel,
  type ReferenceSamples,
} from "@preflm/eval";
import type { Emit } from "./emit.ts";
import { findCheckpoint } from "./find-checkpoint.ts";
import type { ReferenceSettings } from "./reference-settings.ts";
import type { Settings } from "./settings.ts";
import { interrupted } from "./signal.ts";

/** A reference, what its samples are kept under, and how its model is let go. */
interface OpenReference {
  readonly model: ReferenceModel;
  readonly key: unknown;
  dispose(): void;
}

/**
 * The reference's samples: drawn before anything is trained and kept under `<output>/.cache`, so that an endpoint that
 * fails half-way costs nothing, and every run with the same reference compares with the same texts.
 */
export async function prepareReference(
  { reference, output, model }: Pick<Settings, "reference" | "output" | "model">,
  backend: Backend,
  tokenizer: Tokenizer,
  emit: Emit,
  signal: AbortSignal,
): Promise<ReferenceSamples | undefined> {
  if (!reference) return undefined;
  const { samples: count, tokens, seed } = reference;
  const opened = await openReference(reference, backend);
  try {
    const key = createHash("sha256").update(JSON.stringify([opened.key, tokens, seed]));
    const file = join(output, ".cache", `reference-${key.digest("hex").slice(0, 16)}.json`);
    let done = 0;
    const samples = await cachedReference(opened.model, file).sample(count, {
      tokens,
      seed,
      signal,
      onSamples: ({ texts }) => {
        done += texts.length;
        emit({ type: "progress", phase: "reference", done, total: count, unit: "texts" });
      },
    });
    await expectToFit(samples, reference, tokenizer, model.context);
    return samples;
  } catch (error) {
    if (signal.aborted) throw interrupted("while drawing from the reference; its samples are kept");
    if (!(error instanceof PreflmError)) throw error;
    // Another try helps against a server that is out of reach, not against a model that will not do.
    const advice =
      error.code === "unavailable"
        ? `The reference's samples so far are kept: run again to go on with them, or leave "reference" out, for good.`
        : 'Change "reference", or leave it out.';
    const message = `${error.message} ${advice} Models that are trained already stay.`;
    throw new PreflmError(error.code, message, { cause: error });
  } finally {
    opened.dispose();
  }
}

async function openReference(
  reference: ReferenceSettings,
  backend: Backend,
): Promise<OpenReference> {
  if (!("checkpoint" in reference)) {
    const { samples: _, tokens: __, seed: ___, insert: ____, ...endpoint } = reference;
    const { url, model, prompt } = endpoint;
    const dispose = () => {};
    return { model: endpointReference(endpoint), key: { url, model, prompt }, dispose };
  }
  const { checkpoint: path, objective } = reference;
  const found = await findCheckpoint(path, objective === undefined ? {} : { objective });
  const model = await backend.load(found.config, { weights: found.weights });
  const { tokenizer, sha256, training } = found;
  const name = training
    ? `${training.objective}-seed${training.seed} after ${training.tokens} tokens`
    : basename(found.path);
  return {
    model: checkpointReference({ name, model, tokenizer }),
    key: { sha256, backend: backend.name, name },
    dispose: () => model.dispose(),
  };
}

/** The model reads each text behind end-of-text and, if it has them, marks: told now rather than after the training. */
async function expectToFit(
  { texts, model }: ReferenceSamples,
  { insert, tokens }: ReferenceSettings,
  tokenizer: Tokenizer,
  context: number,
): Promise<void> {
  const encoded = await tokenizer.encode(texts);
  const lengths = texts.map((text, i) => {
    const marks = insert === "lines" ? Math.max(1, text.split("\n").length) : 1;
    return encoded[i].length + marks + 1; // the end-of-text behind it is predicted only
  });
  const longest = lengths.indexOf(Math.max(...lengths));
  if (lengths[longest] <= context) return;
  throw new PreflmError(
    "invalid-input",
    `Text ${longest} of the reference ${model} has ${lengths[longest]} of this run's tokens with its marks, but the model's context is ${context}. Lower reference.tokens (now ${tokens}) or enlarge model.context.`,
  );
}
