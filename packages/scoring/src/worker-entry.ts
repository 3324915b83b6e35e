import { fileURLToPath } from "node:url";

/**
 * The file that worker threads begin with, beside this one both in the sources and in the built package. The sources
 * are TypeScript, which threads read by tsx; the flags of the process do not do that for them.
 */
export function workerEntry(): { readonly filename: string; readonly execArgv?: string[] } {
  const built = !import.meta.url.endsWith(".ts");
  const filename = fileURLToPath(
    built ? new URL("./worker.js", import.meta.url) : new URL("./worker.ts", import.meta.url),
  );
  // A worker takes over the flags of its process, but cannot begin with this one (node --input-type=module --eval).
  const ofEval = process.execArgv.some((flag) => flag.startsWith("--input-type"));
  if (built) return ofEval ? { filename, execArgv: [] } : { filename };
  const register = ["esm", "cjs"]
    .map((kind) => [kind, import.meta.resolve(`tsx/${kind}/api`)])
    .map(([kind, api]) => `import { register as ${kind} } from "${api}"; ${kind}();`)
    .join("");
  const flag = `data:text/javascript,${encodeURIComponent(register)}`;
  return { filename, execArgv: ["--conditions=preflm:source", "--import", flag] };
}
