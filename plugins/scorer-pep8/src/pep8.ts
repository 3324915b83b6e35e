import { checkOptions, PreflmError, type Scorer } from "@preflm/core";
import { lines } from "@preflm/text";
import { checkText } from "./checker.ts";
import { findingsOf } from "./findings.ts";
import { type CheckOptions, defaultIgnore, readRules } from "./options.ts";
import { pycodestyleProgram } from "./program.ts";
import type { Violation } from "./violation.ts";

/** The options of `pep8`. */
export interface Pep8Options extends CheckOptions {
  /** What finds the violations: the rules in TypeScript, or the installed program pycodestyle. Default `"typescript"`. */
  readonly engine?: "typescript" | "pycodestyle";
  /** For the engine `"pycodestyle"`: the Python interpreter that has it. Default: the first that has. */
  readonly python?: string;
}

/** Changes with every change of what the rules find. */
const RULES = "rules-1 as pycodestyle 2.10.0";

/**
 * Scores Python code by its violations of PEP 8, as pycodestyle counts them, per character (Korbak et al. 2023, §4).
 *
 * A training text is cut into its lines, each with its violations / its characters, the line break among them; a violation
 * that is reported behind the last line counts there. A sample has all its violations / all its characters. Characters
 * are Unicode code points; the empty text scores 0.
 */
export function pep8(options: Pep8Options = {}): Scorer {
  const { engine = "typescript", python, ...rest } = readOptions(options);
  const rules = readRules("pep8", rest);
  const program = engine === "pycodestyle" ? pycodestyleProgram({ python, ...rest }) : undefined;
  const violationsOf = async (
    texts: readonly string[],
  ): Promise<readonly (readonly Violation[])[]> =>
    program
      ? program.check(texts.map((text) => text.replace(/\r\n?/g, "\n")))
      : texts.map((text) => checkText(text, rules));

  return {
    specificationVersion: "v1",
    name: "pep8",
    unit: { label: "PEP 8 violations per 1,000 characters", scale: 1000 },
    fingerprint: [
      "pep8",
      program ? `pycodestyle ${program.version}` : RULES,
      rest.select?.length
        ? `select ${sorted(rest.select)}`
        : `ignore ${sorted(rest.ignore?.length ? rest.ignore : defaultIgnore)}`,
      `max ${rules.maxLineLength}`,
    ].join(" "),
    annotate: async (documents) => {
      const found = await violationsOf(documents);
      return documents.map((document, i) => scoredLines(document, found[i]));
    },
    score: async (texts) => {
      const found = await violationsOf(texts);
      return texts.map((text, i) => rate(found[i].length, text));
    },
    explain: async (text) => findingsOf(text, (await violationsOf([text]))[0]),
  };
}

function scoredLines(
  document: string,
  violations: readonly Violation[],
): { text: string; score: number }[] {
  const pieces = lines(document);
  const counts = new Int32Array(pieces.length);
  for (const { line } of violations) counts[Math.min(line, pieces.length) - 1]++;
  return pieces.map((text, i) => ({ text, score: rate(counts[i], text) }));
}

function rate(violations: number, text: string): number {
  if (violations === 0) return 0;
  let characters = 0;
  for (const _ of text) characters++;
  return violations / characters;
}

function sorted(codes: readonly string[]): string {
  return [...new Set(codes)].sort().join("+");
}

function readOptions(options: Pep8Options): Pep8Options {
  const names = ["select", "ignore", "maxLineLength", "engine", "python"];
  const check = checkOptions("pep8", options, names);
  if (options.engine !== undefined)
    check.oneOf("engine", options.engine, ["typescript", "pycodestyle"]);
  if (options.python === undefined) return options;
  check.string("python", options.python);
  if (options.engine === "pycodestyle") return options;
  throw new PreflmError(
    "invalid-option",
    'pep8: option "python" is for the engine "pycodestyle", which is not chosen. Set engine: "pycodestyle" or leave it out.',
  );
}
