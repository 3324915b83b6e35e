/** The kinds of tokens, those of Python's tokenize module. */
export const NAME = 0;
export const NUMBER = 1;
export const STRING = 2;
export const OP = 3;
export const COMMENT = 4;
/** The end of a statement. */
export const NEWLINE = 5;
/** Any other line break. */
export const NL = 6;
export const INDENT = 7;
export const DEDENT = 8;
/** What is no token of Python, character by character, and strings that break off. */
export const ERROR = 9;
export const END = 10;
