import { PreflmError, random } from "@preflm/core";
import { type CorpusPath, corpusOf } from "./prepare-corpus.ts";

/** Characters of a corpus that an adversary takes words from: enough for any, and soon read. */
const CHARACTERS = 2_000_000;
/** Seed prompts as in the paper's released code; and how many words of a text begin one. */
const PROMPTS = 20;
const WORDS = 6;

/** The first texts of a corpus. */
export async function readTexts(corpus: CorpusPath | string): Promise<readonly string[]> {
  const texts: string[] = [];
  let characters = 0;
  for await (const { text } of corpusOf(corpus).documents()) {
    texts.push(text);
    characters += text.length;
    if (characters >= CHARACTERS) break;
  }
  return texts;
}

/** The beginnings of some of the texts, each once. */
export function beginnings(texts: readonly string[], seed: number): readonly string[] {
  const uniform = random(seed, "red team", "beginnings");
  const words = texts.map((text) => text.match(/\S+/g)?.slice(0, WORDS) ?? []);
  const left = [
    ...new Set(words.filter(({ length }) => length > 1).map((first) => first.join(" "))),
  ];
  const chosen: string[] = [];
  while (chosen.length < PROMPTS && left.length > 0)
    chosen.push(...left.splice(Math.floor(uniform() * left.length), 1));
  if (chosen.length > 0) return chosen;
  throw new PreflmError(
    "invalid-input",
    "The corpus has no text of two words to begin with. Give prompts (--prompts).",
  );
}
