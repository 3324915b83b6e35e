import type { Scorer } from "@preflm/core";
import type { Pep8Options } from "@preflm/scorer-pep8";
import type { PiiOptions } from "@preflm/scorer-pii";

/** A scorer by its name and options, as in a configuration file. */
export type ScorerReference =
  | ({ readonly use: "pii" } & PiiOptions)
  | ({ readonly use: "pep8" } & Pep8Options);

/** Imports a scorer: only the one that is used is loaded. */
export async function openScorer(reference: ScorerReference): Promise<Scorer> {
  if (reference.use === "pii") {
    const { use: _, ...options } = reference;
    return (await import("@preflm/scorer-pii")).pii(options);
  }
  const { use: _, ...options } = reference;
  return (await import("@preflm/scorer-pep8")).pep8(options);
}
