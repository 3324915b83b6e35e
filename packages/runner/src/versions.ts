import { readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** Versions of what a run depends on, for manifests and checkpoints. */
export const versions: Readonly<Record<string, string>> = {
  preflm: version,
  node: process.version,
};
