import { rmSync } from "node:fs";
import { join } from "node:path";
import type { ScoredDocument } from "@preflm/core";
import { type PackOptions, packCorpus } from "./pack.ts";
import type { StoredTokens } from "./stored-tokens.ts";
import type { TokenStore } from "./token-store.ts";

/** The store of an epoch, packed when it is asked for; valid until another epoch is asked for or all are closed. */
export interface EpochStores {
  (epoch: number): Promise<TokenStore>;
  /** Closes and deletes the current store. */
  close(): void;
}

/**
 * Stores for `createLoader`, in folders of `path`. An objective without marks packs once for all
 * epochs; one with marks draws them anew each epoch. At most two stores are on disk at a time.
 */
export function epochStores(
  scored: () => AsyncIterable<ScoredDocument>,
  options: Omit<PackOptions, "epoch">,
): EpochStores {
  let current: { readonly epoch: number; readonly store: StoredTokens } | undefined;
  const close = () => {
    if (!current) return;
    current.store.close();
    rmSync(current.store.path, { recursive: true, force: true });
    current = undefined;
  };
  const open = async (requested: number) => {
    const epoch = options.objective.prefix ? requested : 0;
    if (current?.epoch === epoch) return current.store;
    const path = join(options.path, `epoch-${epoch}`);
    const store = await packCorpus(scored(), { ...options, epoch, path });
    close();
    current = { epoch, store };
    return store;
  };
  return Object.assign(open, { close });
}
