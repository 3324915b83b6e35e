import type { Detector } from "../span.ts";
import { spelling } from "./spelling.ts";

const TOKEN = /[a-zA-Z][a-zA-Z0-9_\-,.]+/g;
const RADIUS = 10;
const SHORTEST = 6;

/**
 * Loads the detector of Skype names: tokens of six characters or more, up to ten tokens from one with "skype" in it,
 * that look misspelled.
 *
 * As in scrubadub, such a name is a finding wherever else the text repeats it.
 */
export async function skype(): Promise<Detector> {
  const isMisspelled = await spelling();

  return (text) => {
    if (!/skype/i.test(text)) return [];
    const tokens = [...text.matchAll(TOKEN)];
    const near = new Set<string>();
    tokens.forEach(([word], i) => {
      if (!/skype/i.test(word)) return;
      const others = tokens.slice(Math.max(0, i - RADIUS), i + RADIUS + 1);
      for (const other of others) if (other.index !== tokens[i].index) near.add(other[0]);
    });
    const names = new Set(
      [...near].filter((token) => token.length >= SHORTEST && isMisspelled(token)),
    );
    return tokens
      .filter(([token]) => names.has(token))
      .map(({ index, 0: token }) => ({ start: index, end: index + token.length }));
  };
}
