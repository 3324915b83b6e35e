/** The tokens of one logical line, a list for each property; the rows are those of physical lines, from 0. */
export interface Tokens {
  count: number;
  readonly kinds: number[];
  /** Offsets in the source. */
  readonly starts: number[];
  readonly ends: number[];
  readonly startRows: number[];
  readonly endRows: number[];
  /** The row behind the last that Python counts as the token's line; `startRow` where that line is empty. */
  readonly lineEndRows: number[];
  /** Of names and operators; empty for the others. */
  readonly texts: string[];
}

export function createTokens(): Tokens {
  return {
    count: 0,
    kinds: [],
    starts: [],
    ends: [],
    startRows: [],
    endRows: [],
    lineEndRows: [],
    texts: [],
  };
}
