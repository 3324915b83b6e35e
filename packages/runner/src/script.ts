import { consola } from "consola";

/**
 * Runs the body of a script: what goes wrong in a way that preflm knows becomes one line on stderr and exit
 * code 1 (130 after Ctrl-C), not a stack.
 */
export async function script(body: () => Promise<void>): Promise<void> {
  try {
    await body();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const known =
      error instanceof Error &&
      (error.name === "PreflmError" ||
        error.name === "CLIError" ||
        code.startsWith("ERR_PARSE_ARGS"));
    consola.error(known ? error.message : error);
    process.exitCode = code === "interrupted" ? 130 : 1;
  }
}
