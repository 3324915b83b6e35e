/** Python's keywords, without `True`, `False` and `None`. */
const KEYWORDS = new Set(
  (
    "and as assert async await break class continue def del elif else except finally for from global if import in is " +
    "lambda nonlocal not or pass raise return try while with yield"
  ).split(" "),
);
const SINGLETONS = new Set(["True", "False", "None"]);

/** Whether a word is a keyword of Python 3.11 other than `True`, `False` and `None`. */
export function isKeyword(word: string): boolean {
  return word.length < 9 && KEYWORDS.has(word);
}

/** Whether a word is `True`, `False` or `None`. */
export function isSingleton(word: string): boolean {
  return SINGLETONS.has(word);
}

/** Whether a word is a keyword in some places only. */
export function isSoftKeyword(word: string): boolean {
  return word === "_" || word === "case" || word === "match";
}
