/** What Python's `str.split()` cuts at. JavaScript's white space lacks the separators 1C … 1F and 85 and has FEFF besides. */
const WHITE_SPACE = /[\t-\r\x1c- \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/;

/** The words of a text: what stands between white space, as Python sees it. */
export function words(text: string): readonly string[] {
  return text.split(WHITE_SPACE).filter((word) => word !== "");
}
