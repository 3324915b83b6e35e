import { redundantBackslash } from "./checks/backslashes.ts";
import { blankLines } from "./checks/blank-lines.ts";
import { callWhitespace, keywordSpace } from "./checks/call-and-keyword-space.ts";
import { comments } from "./checks/comments.ts";
import { continuationLines } from "./checks/continuation-lines.ts";
import { invalidEscapes } from "./checks/escapes.ts";
import { lateImports, severalImports } from "./checks/imports.ts";
import { indentation } from "./checks/indentation.ts";
import { breakAfterOperator, breakBeforeOperator } from "./checks/line-breaks.ts";
import { ambiguousNames, asyncNames } from "./checks/names.ts";
import { negatedComparison } from "./checks/negated-comparison.ts";
import { operatorWhitespace } from "./checks/operators.ts";
import { parameterEquals } from "./checks/parameters.ts";
import { singletonComparison } from "./checks/singleton-comparison.ts";
import { bareExcept, compoundStatements } from "./checks/statements.ts";
import { typeComparison } from "./checks/type-comparison.ts";
import {
  bracketWhitespace,
  commaGaps,
  keywordGaps,
  missingWhitespace,
  operatorGaps,
} from "./checks/whitespace.ts";
import type { Check } from "./context.ts";

/** Which rules are checked, and with what settings. */
export interface Rules {
  readonly maxLineLength: number;
  readonly wants: (code: string) => boolean;
}

/** The checks of logical lines; some remember what they saw earlier in the same text. */
const CHECKS: readonly (Check | (() => Check))[] = [
  ambiguousNames,
  asyncNames,
  bareExcept,
  blankLines,
  bracketWhitespace,
  breakAfterOperator,
  breakBeforeOperator,
  callWhitespace,
  commaGaps,
  comments,
  compoundStatements,
  continuationLines,
  indentation,
  invalidEscapes,
  keywordGaps,
  keywordSpace,
  lateImports,
  missingWhitespace,
  negatedComparison,
  operatorGaps,
  operatorWhitespace,
  parameterEquals,
  redundantBackslash,
  severalImports,
  singletonComparison,
  typeComparison,
];

/** The checks of logical lines that may report something asked for, fresh for one text. */
export function logicalChecks({ wants }: Rules): Check[] {
  return CHECKS.map((check) => (typeof check === "function" ? check() : check)).filter(
    ({ codes }) => codes.some(wants),
  );
}
