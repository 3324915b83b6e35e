import { PreflmError, show } from "@preflm/core";
import { DRIVER, VERSION } from "./program-driver.ts";
import { type Conversation, childProcesses, converse } from "./program-process.ts";
import type { Violation } from "./violation.ts";

/** What the installed pycodestyle is told; its own defaults where nothing is said. */
export interface ProgramOptions {
  /** The Python interpreter that has pycodestyle. Default: the first of `python3`, `python`, `/usr/bin/python3`. */
  readonly python?: string;
  /** Codes or their beginnings; if given, pycodestyle reports no others and drops its list of ignored ones. */
  readonly select?: readonly string[];
  /** Codes or their beginnings, in place of pycodestyle's list. */
  readonly ignore?: readonly string[];
  /** In columns. */
  readonly maxLineLength?: number;
}

/** The installed pycodestyle in one long-lived Python process. */
export interface Program {
  /** The versions of pycodestyle and of Python, whose tokenizer it uses. */
  readonly version: string;
  /** The violations of each text, in the order in which pycodestyle finds them. */
  check(texts: readonly string[]): Promise<readonly (readonly Violation[])[]>;
}

const INTERPRETERS = ["python3", "python", "/usr/bin/python3"];

/**
 * Finds pycodestyle or throws "unavailable". A scorer's fingerprint must be known at once, so this asks for the
 * version and waits, for about a tenth of a second; the long-lived process starts with the first text.
 */
export function pycodestyleProgram(options: ProgramOptions = {}): Program {
  const { python, version } = find(options.python ? [options.python] : INTERPRETERS);
  const settings = JSON.stringify({
    select: options.select,
    ignore: options.ignore,
    max_line_length: options.maxLineLength,
  });
  let running: Conversation | undefined;
  const ask = (text: string) => {
    if (!running || running.ended) running = converse(python, ["-c", DRIVER, settings]);
    return running.ask(JSON.stringify(text));
  };
  const check = async (text: string) => {
    // A process may have been killed from outside, so each text has a second chance.
    const answer = await ask(text)
      .catch(() => ask(text))
      .catch((error: Error) => {
        throw new PreflmError(
          "unavailable",
          `pep8: pycodestyle ${version} did not survive ${show(text)}: ${error.message}`,
          { cause: error },
        );
      });
    const found: readonly (readonly [number, number, string])[] = JSON.parse(answer);
    return found.map(([line, column, code]) => ({ line, column, code }));
  };
  return { version, check: (texts) => Promise.all(texts.map(check)) };
}

/** The first interpreter that can import pycodestyle. */
function find(interpreters: readonly string[]): { python: string; version: string } {
  const { spawnSync } = childProcesses();
  const tried: string[] = [];
  for (const python of interpreters) {
    const { status, stdout, stderr } = spawnSync(python, ["-c", VERSION], {
      encoding: "utf8",
      windowsHide: true,
    });
    if (status === 0) {
      const [version, pythonVersion] = stdout.trim().split(" ");
      return { python, version: `${version} on Python ${pythonVersion}` };
    }
    tried.push(`${python} (${stderr?.trim().split("\n").at(-1) || "not found"})`);
  }
  throw new PreflmError(
    "unavailable",
    `pep8: engine "pycodestyle" needs Python with pycodestyle; tried ${tried.join(", ")}. Install it ` +
      '(apt install pycodestyle, or pip install pycodestyle), or name the interpreter that has it: python: "…".',
  );
}
