import { PreflmError } from "@preflm/core";
import type { ModelSize } from "@preflm/gpt";
import { findCheckpoint } from "./find-checkpoint.ts";
import { readModelConfig } from "./hugging-face-folder.ts";
import { type CheckpointChoice, locateCheckpoint } from "./locate-checkpoint.ts";

/** The model that a run starts from: a folder, or one of the models of a run's folder. `{seed}` in a path is the training seed. */
export type SourceReference = string | ({ readonly path: string } & CheckpointChoice);

/** The checkpoint that each training seed starts from, as the manifest records it. */
export interface Source {
  readonly seed: number;
  readonly path: string;
  /** SHA-256 of its weights. */
  readonly sha256: string;
}

interface Start {
  readonly from?: SourceReference;
  readonly model?: ModelSize;
  readonly tokenizer?: { readonly vocabulary: number } | { readonly path: string } | "gpt2";
}

/** What a run's models start as: the sizes and the tokenizer that were given, or the models to start from, by seed. */
export function completeStart({ from, model, tokenizer }: Start, seeds: readonly number[]) {
  if (from !== undefined) {
    const sources = locateSources(from, seeds);
    expectNoNewTokenizer(tokenizer, sources);
    return { model: sizeOfSources(sources, model), tokenizer, sources };
  }
  if (model) return { model, tokenizer: tokenizer ?? { vocabulary: 8192 } };
  throw new PreflmError(
    "invalid-option",
    '"model" is missing: expected { layers, width, heads, context }, such as sizes.micro, or "from", a model to start from.',
  );
}

/** A tokenizer that would be trained is never that of a model to start from. */
function expectNoNewTokenizer(
  tokenizer: Start["tokenizer"],
  sources: ReadonlyMap<number, string>,
): void {
  if (typeof tokenizer !== "object" || !("vocabulary" in tokenizer)) return;
  const [path] = sources.values();
  throw new PreflmError(
    "invalid-option",
    `"tokenizer" asks for a new one, but the run starts from ${path}, whose model knows only its own; leave "tokenizer" out.`,
  );
}

/** The folder of the checkpoint that each training seed starts from. Of a run's models it is the one with the same seed, unless told otherwise. */
function locateSources(
  reference: SourceReference,
  seeds: readonly number[],
): ReadonlyMap<number, string> {
  const { path, ...choice } = typeof reference === "string" ? { path: reference } : reference;
  const own = (seed: number) => (typeof reference === "string" ? {} : { seed, ...choice });
  return new Map(
    seeds.map((seed) => [
      seed,
      locateCheckpoint(path.replaceAll("{seed}", String(seed)), own(seed)),
    ]),
  );
}

/** The sizes that the sources share. Throws if they differ, or are not those that were given. */
function sizeOfSources(
  sources: ReadonlyMap<number, string>,
  given: Partial<ModelSize> = {},
): ModelSize {
  const [[, first], ...others] = [...sources].map(
    ([, path]) => [path, readModelConfig(path)] as const,
  );
  const { layers, width, heads, context } = first;
  const size = { layers, width, heads, context };
  for (const name of ["layers", "width", "heads", "context"] as const) {
    const [path] = sources.values();
    if (given[name] !== undefined && given[name] !== size[name]) {
      throw new PreflmError(
        "invalid-option",
        `"model.${name}" is ${given[name]}, but the run starts from ${path}, which has ${size[name]}; leave "model" out, its sizes come from there.`,
      );
    }
    const other = others.find(([, config]) => config[name] !== size[name]);
    if (other) {
      throw new PreflmError(
        "invalid-option",
        `The models to start from must have equal sizes: ${path} has ${name} ${size[name]}, ${other[0]} has ${other[1][name]}.`,
      );
    }
  }
  return size;
}

/** Reads and verifies what each seed starts from. Throws if their tokenizers differ. */
export async function checkSources(
  sources: ReadonlyMap<number, string>,
): Promise<readonly Source[]> {
  const checked: Source[] = [];
  let first: { readonly path: string; readonly fingerprint: string } | undefined;
  for (const [seed, folder] of sources) {
    const { path, sha256, tokenizer } = await findCheckpoint(folder);
    const { fingerprint } = tokenizer;
    first ??= { path, fingerprint };
    if (fingerprint !== first.fingerprint) {
      throw new PreflmError(
        "invalid-option",
        `The models to start from must have one tokenizer: that of ${path} is not that of ${first.path}.`,
      );
    }
    checked.push({ seed, path, sha256 });
  }
  return checked;
}
