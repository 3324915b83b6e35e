import { fileURLToPath } from "node:url";
import { createJiti } from "jiti";

/** What Node says of TypeScript: all of it before 22.18, later of enums and of imports without an extension. */
const TYPESCRIPT_TROUBLE: ReadonlySet<string> = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_MODULE_NOT_FOUND",
]);

/** Imports a JavaScript or TypeScript module by its URL, by jiti what Node cannot. */
export async function importModule(url: string): Promise<Record<string, unknown>> {
  try {
    return await import(url);
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (!TYPESCRIPT_TROUBLE.has(code) || !url.startsWith("file:")) throw error;
    return createJiti(import.meta.url, { interopDefault: false }).import(fileURLToPath(url));
  }
}
