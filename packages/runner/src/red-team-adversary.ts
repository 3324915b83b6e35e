import { type PluginReference, PreflmError, type Registry, show } from "@preflm/core";
import {
  type Adversary,
  type EndpointAdversaryOptions,
  endpointAdversary,
  type ModelAdversaryOptions,
  type MutationAdversaryOptions,
  modelAdversary,
  mutationAdversary,
} from "@preflm/eval";
import { readCheckpoint } from "./checkpoint-model.ts";
import { resolvePlugin } from "./plugins.ts";
import type { SourceReference } from "./sources.ts";

/** An adversary in a configuration file: mutations of words from the corpus, a trained model, or one behind an endpoint. */
export type AdversaryReference =
  | Adversary
  | ({ readonly use: "mutation" } & Omit<MutationAdversaryOptions, "texts">)
  | ({ readonly use: "model"; readonly checkpoint: SourceReference } & Omit<
      ModelAdversaryOptions,
      "model" | "tokenizer"
    >)
  | ({ readonly use: "endpoint" } & EndpointAdversaryOptions);

/** What adversaries are made with. */
interface Means {
  readonly registry: Registry;
  readonly backend: PluginReference<"backend">;
  /** Reads the corpus. */
  readonly texts: () => Promise<readonly string[]>;
}

/** Makes the adversary; `dispose` frees what it holds. */
export async function openAdversary(
  reference: AdversaryReference,
  { registry, backend, texts }: Means,
): Promise<{ readonly adversary: Adversary; dispose(): void }> {
  const dispose = () => {};
  if (!("use" in reference)) return { adversary: reference, dispose };
  const { use } = reference;
  if (use === "mutation") {
    const { use: _, ...options } = reference;
    return { adversary: mutationAdversary({ ...options, texts: await texts() }), dispose };
  }
  if (use === "endpoint") {
    const { use: _, ...options } = reference;
    return { adversary: endpointAdversary(options), dispose };
  }
  if (use === "model") {
    const { use: _, checkpoint, ...options } = reference;
    const { config, weights, tokenizer, training } = await readCheckpoint(checkpoint);
    const name = training ? `${training.objective}-seed${training.seed}` : "model";
    const device = await resolvePlugin(registry, "backend", backend);
    const model = await device.load(config, { weights });
    const adversary = modelAdversary({ name, ...options, model, tokenizer });
    return { adversary, dispose: () => model.dispose() };
  }
  throw new PreflmError(
    "invalid-option",
    `"adversary" must be { use: "mutation", "model" or "endpoint", …options }, got ${show(reference)}.`,
  );
}
