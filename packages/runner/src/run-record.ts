import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "./manifest.ts";

/** A run's folder and its manifest, read once it is asked for: listeners hear of the run before the manifest is written. */
export function runRecord(directory: string) {
  let manifest: Manifest | undefined;
  return {
    read(): { readonly directory: string; readonly manifest: Manifest } {
      manifest ??= JSON.parse(readFileSync(join(directory, "manifest.json"), "utf8")) as Manifest;
      return { directory, manifest };
    },
  };
}
