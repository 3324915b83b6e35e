import { PreflmError } from "@preflm/core";
import type { Emit } from "./emit.ts";
import { showProgress } from "./progress.ts";

/** How a corpus is read, as arguments of a command. */
export const readingArguments = {
  text: { type: "string", description: "field of the text (text, or the paper's texts)" },
  id: { type: "string", description: "field of the id (<file>:<line>)" },
  extensions: { type: "string", description: "endings of a folder's texts, such as .py,.pyi" },
} as const;

/** The number that an option of a command is given, if it is given. */
export function numberOption(name: string, given: string): number;
export function numberOption(name: string, given: string | undefined): number | undefined;
export function numberOption(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  const number = Number(given);
  if (given.trim() !== "" && Number.isFinite(number)) return number;
  throw new PreflmError("invalid-option", `--${name} must be a number, got "${given}".`);
}

/** The options that are given: those of which citty knows nothing are `undefined`. */
export function givenOf<T extends object>(
  options: T,
): { [Name in keyof T]?: NonNullable<T[Name]> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [Name in keyof T]?: NonNullable<T[Name]> };
}

const EXAMPLES = {
  scorer: '{"use":"pii","segments":"lines"}',
  backend: '{"use":"auto","require":"gpu"}',
};

/** A plugin as a command is told: a name, a path, or a JSON object with `use` and options. */
function pluginReference(option: keyof typeof EXAMPLES, given: string) {
  if (!given.trimStart().startsWith("{")) return given;
  try {
    return JSON.parse(given);
  } catch (cause) {
    const message = `--${option} is not JSON: ${given}. Write --${option} '${EXAMPLES[option]}'.`;
    throw new PreflmError("invalid-option", message, { cause });
  }
}

/** A scorer as a command is told. */
export function scorerReference(given: string) {
  return pluginReference("scorer", given);
}

/** A backend as a command is told, if it is told. */
export function backendReference(given: string | undefined) {
  return given === undefined ? undefined : pluginReference("backend", given);
}

/** Does what ends with a page, showing how far it is. */
export async function withProgress<T>(page: string, work: (emit: Emit) => Promise<T>): Promise<T> {
  const began = performance.now();
  const progress = showProgress();
  const emit: Emit = (event) => progress({ time: Date.now(), ...event });
  try {
    const result = await work(emit);
    emit({ type: "done", report: page, page, seconds: (performance.now() - began) / 1000 });
    return result;
  } catch (error) {
    emit({ type: "failed", message: String(error) });
    throw error;
  }
}
