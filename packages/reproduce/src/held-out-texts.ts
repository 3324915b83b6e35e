import { type Document, permutation, random } from "@preflm/core";
import type { Tokenizer } from "@preflm/data";
import { inTurn } from "./in-turn.ts";

/** Some lines of a document, and what follows them. */
export interface Context {
  /** Id of the document. */
  readonly document: string;
  readonly prompt: string;
  readonly rest: string;
}

/** A multiple-choice item: which text goes on with the context. */
export interface ChoiceItem {
  readonly context: string;
  readonly choices: readonly string[];
  /** Position of the right choice. */
  readonly answer: number;
}

/** Characters of each choice; what follows a context must have as many. */
const CHOICE = 60;

const CHOICES = 4;

/** Most contexts of a document, and of all. */
const OF_DOCUMENT = 25;
const OF_ALL = 5000;

/**
 * Stretches of documents, each of as many lines as fit into so many tokens, not overlapping with what follows the one
 * before. The first of every document come first, then the second ones. Lines that do not fit begin none.
 */
export async function contexts(
  documents: AsyncIterable<Document>,
  tokenizer: Pick<Tokenizer, "encode">,
  tokens: number,
): Promise<Context[]> {
  const found: Context[][] = [];
  let count = 0;
  for await (const { id, text } of documents) {
    const own: Context[] = [];
    for (let at = 0; at < text.length && own.length < OF_DOCUMENT; ) {
      const prompt = await fitting(text.slice(at), tokenizer, tokens);
      const rest = text.slice(at + prompt.length);
      if (prompt.trim() !== "") own.push({ document: id, prompt, rest: rest.slice(0, CHOICE) });
      const line = text.indexOf("\n", at + prompt.length + CHOICE) + 1;
      at = line === 0 ? text.length : line;
    }
    found.push(own);
    count += own.length;
    if (count >= OF_ALL) break;
  }
  return inTurn(found);
}

/** The lines at the beginning of a text that fit into so many tokens. */
async function fitting(
  text: string,
  tokenizer: Pick<Tokenizer, "encode">,
  tokens: number,
): Promise<string> {
  const lines = text.split(/(?<=\n)/, tokens); // a line is a token at least
  const encoded = await tokenizer.encode(lines);
  let [count, sum] = [0, 0];
  while (count < lines.length && sum + encoded[count].length <= tokens)
    sum += encoded[count++].length;
  return lines.slice(0, count).join("");
}

/**
 * Items made of held-out text alone: each context with what follows it, among what follows three others, of the same
 * length. Those are drawn by seed from other documents.
 */
export function choiceItems(found: readonly Context[], most: number): ChoiceItem[] {
  const usable = found.filter(({ rest }) => rest.length === CHOICE && rest.trim() !== "");
  const different = [...new Map(usable.map((context) => [context.rest, context])).values()];
  return different.slice(0, most).flatMap(({ document, prompt, rest }, i) => {
    const draw = random("choices", i);
    const others = different.filter((other) => other.document !== document);
    if (others.length < CHOICES - 1) return [];
    const drawn = [...permutation(others.length, draw)].slice(0, CHOICES - 1);
    const texts = [rest, ...drawn.map((other) => others[other].rest)];
    const choices = [...permutation(CHOICES, draw)].map((position) => texts[position]);
    return [{ context: prompt, choices, answer: choices.indexOf(rest) }];
  });
}
