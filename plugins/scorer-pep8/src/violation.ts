/** A breach of a rule. Line and column count from 1, the column in Python's characters, as pycodestyle prints them. */
export interface Violation {
  readonly line: number;
  readonly column: number;
  /** Such as `"E501"`. */
  readonly code: string;
}
