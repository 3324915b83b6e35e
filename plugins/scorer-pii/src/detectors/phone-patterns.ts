/**
 * What phone numbers look like in text, as libphonenumber's matcher sees it: candidates are bounded
 * everywhere, so that no text takes long (its own have no bound on the spaces around "ext").
 */

const OPENING = "(\\[\\uff08\\uff3b";
const CLOSING = ")\\]\\uff09\\uff3d";
const PLAIN = `[^${OPENING}${CLOSING}]`;
const DIGIT = "\\p{Nd}";
/** Dashes, the letter x, slashes, dots, spaces, brackets and tildes. */
const SEPARATOR =
  "[\\-xX\\u2010-\\u2015\\u2212\\u30fc\\uff0d-\\uff0f \\xa0\\xad\\u200b\\u2060\\u3000()\\uff08\\uff09\\uff3b\\uff3d.\\[\\]/~\\u2053\\u223c\\uff5e]";
const LEAD = `[+\\uff0b${OPENING}]`;

const EXPLICIT_LABEL =
  "(?:e?xt(?:ensi(?:o\\u0301?|\\xf3))?n?|\\uff45?\\uff58\\uff54\\uff4e?|\\u0434\\u043e\\u0431|anexo)";
const AMBIGUOUS_LABEL = "(?:[x\\uff58#\\uff03~\\uff5e]|int|\\uff49\\uff4e\\uff54)";
const labelled = (label: string, most: number) =>
  `[ \\xa0\\t,]{0,50}${label}[:.\\uff0e]?[ \\xa0\\t,\\-]{0,50}${DIGIT}{1,${most}}#?`;
const EXTENSION = [
  `;ext=${DIGIT}{1,20}`,
  labelled(EXPLICIT_LABEL, 20),
  labelled(AMBIGUOUS_LABEL, 9),
  `[\\- ]{1,50}${DIGIT}{1,6}#`,
].join("|");

/** A candidate: up to two leading marks, up to 21 blocks of up to 20 digits, perhaps an extension. */
export const CANDIDATE = `(?:${LEAD}${SEPARATOR}{0,4}){0,2}${DIGIT}{1,20}(?:${SEPARATOR}{0,4}${DIGIT}{1,20}){0,20}(?:${EXTENSION})?`;

/** Where a second number begins, such as the last part of `(415) 555-0134 x7/x88`. */
export const SECOND_NUMBER = /[\\/] *x/;
/** Whether a candidate opens with a plus or a bracket. */
export const STARTS_WITH_LEAD = new RegExp(`^${LEAD}`);
/** The shortest numbers of any country have six digits, its code included. */
export const SIX_DIGITS = /(?:\p{Nd}\P{Nd}*){6}/u;

/** Every bracket but a first one is closed, with something inside. */
export const BALANCED = new RegExp(
  `^[${OPENING}]?(?:${PLAIN}+[${CLOSING}])?${PLAIN}+(?:(?:[${OPENING}]${PLAIN}+[${CLOSING}]){1,3}${PLAIN}*)?$`,
);
/** Pages and a year of a citation, `12-19 (1987)`: no number. */
export const PAGES = /\d{1,5}-+\d{1,5}\s{0,4}\(\d{1,4}/;
/** A date such as `24/12/99`: no number. */
export const DATE = /(?:[0-3]?\d\/[01]?\d|[01]?\d\/[0-3]?\d)\/(?:[12]\d)?\d{2}/;
/** The start of a time such as `1999-12-24 17:30`: no number if `MINUTES` follow. */
export const TIMESTAMP = /[12]\d{3}[-/]?[01]\d[-/]?[0-3]\d +[0-2]\d$/;
/** The minutes of that time. */
export const MINUTES = /:[0-5]\d/y;
/** What ends a number: neither a letter, a digit nor `#`. */
export const TRAILING = /[^\p{L}\p{N}#]+$/u;
/** A character that no number touches: a Latin letter or accent, a per cent or currency sign. */
export const UNWANTED_NEIGHBOUR = /(?=[\0-\u024f\u1e00-\u1eff])\p{L}|[\u0300-\u036f%\p{Sc}]/u;

/** Ways to look for a number inside a candidate that is none as a whole, the most specific separators first. */
export const INNER: readonly string[] = [
  "/+(.*)",
  "(\\([^(]*)",
  "(?:\\s-|-\\s)\\s*(.+)",
  "[\\u2012-\\u2015\\uff0d]\\s*(.+)",
  "\\.+\\s*([^.]+)",
  "\\s+(\\S+)",
];
