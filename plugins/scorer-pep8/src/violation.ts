/** A breach of a rule. Line and column count from 1, the column in Python's characters, as pycodestyle prints them. */
export interface Violation {
  readonly line: number;
  readonly column: number;
  /** Such as `"E501"`. */
  readonly code: string;
}

/** The violations by line, column and code. */
export function inOrder(violations: readonly Violation[]): Violation[] {
  return [...violations].sort(
    (a, b) => a.line - b.line || a.column - b.column || compare(a.code, b.code),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
