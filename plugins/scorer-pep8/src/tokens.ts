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

/** No tokens yet. */
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

/** Adds one at the end. */
export function addToken(
  tokens: Tokens,
  kind: number,
  start: number,
  end: number,
  startRow: number,
  endRow: number,
  lineEndRow: number,
  text: string,
): void {
  const at = tokens.count++;
  tokens.kinds[at] = kind;
  tokens.starts[at] = start;
  tokens.ends[at] = end;
  tokens.startRows[at] = startRow;
  tokens.endRows[at] = endRow;
  tokens.lineEndRows[at] = lineEndRow;
  tokens.texts[at] = text;
}
