import { readFile } from "node:fs/promises";
import { extname } from "node:path";
import { PreflmError } from "@preflm/core";
import { fileError } from "@preflm/data";
import { importFile } from "./plugins.ts";
import type { RunConfig } from "./settings.ts";

/** The configuration in a file: JSON, or the default export of a module. */
export async function readConfig(path: string): Promise<RunConfig> {
  if (extname(path) !== ".json") {
    const module = await importFile(path);
    if (module.default === undefined)
      throw new PreflmError(
        "invalid-option",
        `${path} must export the configuration as its default export.`,
      );
    return module.default as RunConfig;
  }
  const text = await readFile(path, "utf8").catch((cause) => {
    throw fileError(path, cause);
  });
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new PreflmError(
      "invalid-option",
      `${path} is not JSON: ${cause instanceof Error ? cause.message : cause}.`,
      { cause },
    );
  }
}
