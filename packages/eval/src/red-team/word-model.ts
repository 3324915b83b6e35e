/** A word with the white space before it: joined, the words of a text are the text again. */
export type Word = string;

/** Words as they follow each other in some texts. */
export interface WordModel {
  /** A word to stand behind these, or undefined where a text ends. */
  next(before: readonly Word[], uniform: () => number): Word | undefined;
}

/** The words of a text, each with the white space before it; white space at the end is left out. */
export function wordsOf(text: string): readonly Word[] {
  return text.match(/\s*\S+/g) ?? [];
}

/**
 * A trigram model: the next word is one that follows the last two words somewhere in the texts, as often as it does. One
 * draw in four is from those that follow the last word alone, and one in four from all words, so that words meet that
 * never met; the shorter context also stands in where the longer one never occurs.
 */
export function wordModel(texts: readonly string[]): WordModel {
  const followers = new Map<string, (Word | undefined)[]>();
  const add = (context: string, word: Word | undefined) => {
    const known = followers.get(context);
    if (known) known.push(word);
    else followers.set(context, [word]);
  };
  for (const text of texts) {
    const words = wordsOf(text);
    for (let i = 0; i <= words.length; i++) {
      add(contextOf(words, i, 2), words[i]);
      add(contextOf(words, i, 1), words[i]);
      if (i < words.length) add(ANY, words[i]);
    }
  }
  return {
    next(before, uniform) {
      const contexts = [
        contextOf(before, before.length, 2),
        contextOf(before, before.length, 1),
        ANY,
      ];
      const longest = [0, 0, 1, 2][Math.floor(4 * uniform())];
      const known = contexts
        .slice(longest)
        .map((context) => followers.get(context))
        .find(Boolean);
      return known?.[Math.floor(uniform() * known.length)];
    },
  };
}

/** No words have this context, since words hold no white space inside. */
const ANY = "\n";

/** The last words before index `end`, without the white space; fewer where the text begins. */
function contextOf(words: readonly Word[], end: number, order: 1 | 2): string {
  const last = words.slice(Math.max(0, end - order), end).map((word) => word.trim());
  return `${order}${end < order ? "^" : ""} ${last.join(" ")}`;
}
