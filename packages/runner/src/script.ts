import { consola } from "consola";

/**
 * Runs the body of a script: what goes wrong in a way that preflm knows becomes one line on stderr and exit
 * code 1 (130 after Ctrl-C), not a stack.
 */
export async function script(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    const known = error instanceof Error && KNOWN.has(error.name);
    consola.error(known ? error.message : error);
    const interrupted = known && "code" in error && error.code === "interrupted";
    process.exitCode = interrupted ? 130 : 1;
  }
}

/** Ours, citty's, and what `parseArgs` of Node says of a command line. */
const KNOWN = new Set(["PreflmError", "CLIError"]);
