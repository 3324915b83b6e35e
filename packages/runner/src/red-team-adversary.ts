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

/** An adversary that is ready. */
interface OpenAdversary {
  readonly adversary: Adversary;
  /** What decides what it proposes, as far as that is known: a search goes on only with the same. */
  readonly identity: unknown;
  /** Frees what it holds. */
  dispose(): void;
}

/** Makes the adversary. */
export async function openAdversary(
  reference: AdversaryReference,
  { registry, backend, texts }: Means,
): Promise<OpenAdversary> {
  const dispose = () => {};
  if (!("use" in reference)) return { adversary: reference, identity: reference.name, dispose };
  const { use } = reference;
  if (use === "mutation") {
    const { use: _, ...given } = reference;
    const options = { ...given, texts: await texts() };
    return { adversary: mutationAdversary(options), identity: [use, options], dispose };
  }
  if (use === "endpoint") {
    const { use: _, ...options } = reference;
    const { url: __, apiKeyVariable: ___, timeout, retries, backoff, ...identity } = options;
    return { adversary: endpointAdversary(options), identity: [use, identity], dispose };
  }
  if (use === "model") {
    const { use: _, checkpoint, ...options } = reference;
    const { config, weights, tokenizer, training, sha256 } = await readCheckpoint(checkpoint);
    const name = training ? `${training.objective}-seed${training.seed}` : "model";
    const device = await resolvePlugin(registry, "backend", backend);
    const model = await device.load(config, { weights });
    const adversary = modelAdversary({ name, ...options, model, tokenizer });
    return { adversary, identity: [use, sha256, options], dispose: () => model.dispose() };
  }
  throw new PreflmError(
    "invalid-option",
    `"adversary" must be { use: "mutation", "model" or "endpoint", …options }, got ${show(reference)}.`,
  );
}
