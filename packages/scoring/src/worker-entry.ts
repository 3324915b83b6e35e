import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";

/**
 * The file that worker threads begin with, beside this one both in the sources and in the built package. Threads
 * have the flags of their process; where that reads sources by other means than Node's flags, as vitest does, they
 * are given the flags that they need for it.
 */
export function workerEntry(): { readonly filename: string; readonly execArgv?: string[] } {
  if (!import.meta.url.endsWith(".ts"))
    return { filename: fileURLToPath(new URL("./worker.js", import.meta.url)) };
  const filename = fileURLToPath(new URL("./worker.ts", import.meta.url));
  if (process.execArgv.some((flag) => flag.includes("tsx"))) return { filename };
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  return { filename, execArgv: ["--conditions=preflm:source", "--import", tsx] };
}
