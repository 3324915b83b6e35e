import { checkText } from "./checker.ts";
import { type CheckOptions, readRules } from "./options.ts";
import { inOrder, type Violation } from "./violation.ts";

/**
 * The violations of PEP 8 in Python code, by line, column and code: those that pycodestyle 2.10.0 finds in a file with
 * this text. Never throws on text; throws "invalid-option" on options it does not know.
 */
export function check(source: string, options: CheckOptions = {}): Violation[] {
  return inOrder(checkText(source, readRules("check", options)));
}
