import { readFileSync } from "node:fs";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

/** What scores were made with, for manifests. */
export const versions: Readonly<Record<string, string>> = {
  "@preflm/scoring": version,
  node: process.version,
};
