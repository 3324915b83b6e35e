/** Words that keep their full stop, so that it ends no sentence. Case matters. */
const ABBREVIATIONS = new Set(
  [
    "Mr. Mrs. Ms. Messrs. Dr. Prof. Rev. Gen. Gov. Adm. Rep. Sen. St. Mt. Jr. Ph.D.",
    "Co. co. Corp. Inc. Ltd. Bros.",
    "Jan. Feb. Mar. Apr. Jun. Jul. Aug. Sep. Sept. Oct. Nov. Dec.",
    "Ak. Ala. Ariz. Ark. Calif. Colo. Conn. D.C. Del. Fla. Ga. Ia. Id. Ill. Ind. Kan. Kans. Ky. La. Mass. Md. Mich.",
    "Minn. Miss. Mo. Mont. N.C. N.D. N.H. N.J. N.M. N.Y. Neb. Nebr. Nev. Okla. Ore. Pa. S.C. Tenn. Va. Wash. Wis.",
    "e.g. E.g. E.G. i.e. I.e. I.E. vs. v.s. a.m. p.m.",
    "a. b. c. d. e. f. g. h. i. j. k. l. m. n. o. p. q. r. s. t. u. v. w. x. y. z. ä. ö. ü.",
  ].flatMap((row) => row.split(" ")),
);
const LONGEST = Math.max(...Array.from(ABBREVIATIONS, (word) => word.length));

/** Whether a piece of a text is an abbreviation with its full stop, or a time of day such as `10p.m.`. */
export function isAbbreviation(text: string, start: number, end: number): boolean {
  if (end - start > LONGEST || text[end - 1] !== ".") return false;
  const word = text.slice(start, end);
  return ABBREVIATIONS.has(word) || /^(?:[1-9]|1[0-2])[ap]\.m\.$/.test(word);
}

const CONTRACTION =
  /^(?:[iI][dm]a?|(?:[hH]e|[hH]ow|[tT]hat|[tT]here|[tT]his|[wW]hat|[wW]hen|[wW]here|[wW]ho|[wW]hy)[ds]|(?:[iI]t|[tT]hese|[tT]hey|[tT]hose|[wW]e|[yY]ou)d|[sS]hes)\.$/;

/**
 * Whether a word hides its full stop from the sentence splitter although it is no abbreviation.
 *
 * spaCy cuts "id" (as "I'd") and "750m" in two, and then takes the last letter with the stop for an abbreviation.
 */
export function hidesFullStop(text: string, start: number, end: number): boolean {
  if (isAbbreviation(text, start, end)) return true;
  if (text[end - 1] !== "." || end - start > 7) return false;
  const word = text.slice(start, end);
  const joined = start > 0 && /[-–—~,:<>=/.]/.test(text[start - 1]);
  return /[0-9][mgt]\.$/.test(word) || (!joined && CONTRACTION.test(word));
}
