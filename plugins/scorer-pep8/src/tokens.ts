/** The tokens of one logical line, a list for each property; the rows are those of physical lines, from 0. */
export interface Tokens {
  count: number;
  kinds: Uint8Array;
  /** Offsets in the source. */
  starts: Int32Array;
  ends: Int32Array;
  startRows: Int32Array;
  endRows: Int32Array;
  /** The row behind the last that Python counts as the token's line; `startRow` where that line is empty. */
  lineEndRows: Int32Array;
  /** Of names and operators; empty for the others. */
  readonly texts: string[];
}

const CAPACITY = 256;

/** No tokens yet. */
export function createTokens(): Tokens {
  return {
    count: 0,
    kinds: new Uint8Array(CAPACITY),
    starts: new Int32Array(CAPACITY),
    ends: new Int32Array(CAPACITY),
    startRows: new Int32Array(CAPACITY),
    endRows: new Int32Array(CAPACITY),
    lineEndRows: new Int32Array(CAPACITY),
    texts: [],
  };
}

/** Adds one at the end. The lists may be others afterwards. */
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
  if (at === tokens.kinds.length) grow(tokens);
  tokens.kinds[at] = kind;
  tokens.starts[at] = start;
  tokens.ends[at] = end;
  tokens.startRows[at] = startRow;
  tokens.endRows[at] = endRow;
  tokens.lineEndRows[at] = lineEndRow;
  tokens.texts[at] = text;
}

function grow(tokens: Tokens): void {
  const kinds = new Uint8Array(2 * tokens.kinds.length);
  kinds.set(tokens.kinds);
  tokens.kinds = kinds;
  for (const name of ["starts", "ends", "startRows", "endRows", "lineEndRows"] as const) {
    const larger = new Int32Array(2 * tokens[name].length);
    larger.set(tokens[name]);
    tokens[name] = larger;
  }
}
