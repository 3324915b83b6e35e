import { checkOptions, PreflmError, random } from "@preflm/core";
import type { Adversary, AdversaryExample } from "./adversary.ts";
import { type Word, type WordModel, wordModel, wordsOf } from "./word-model.ts";

/** Options of `mutationAdversary`. */
export interface MutationAdversaryOptions {
  /** Where words are taken from: some of the text that the target was trained on, or text like it. */
  readonly texts: readonly string[];
  /** Longest proposal, in words; 24 by default. */
  readonly maximumWords?: number;
  /** Share of proposals that ignore the examples and begin anew; 0.1 by default. 1 is a random search. */
  readonly fresh?: number;
}

/** What a proposal is made from. */
interface Material {
  readonly words: WordModel;
  readonly examples: readonly (readonly Word[])[];
  readonly uniform: () => number;
}

/** Most changes to an example in one proposal, and tries to make a proposal that is none of the examples. */
const CHANGES = 2;
const TRIES = 20;
/** Most words that a text is extended by. */
const EXTENSION = 5;

/**
 * An adversary that needs no model: each proposal is an example with one or two changes. A word is replaced, inserted
 * or left out, the text is cut or goes on, or it is crossed with another example; new words are drawn from a trigram
 * model of the texts. What scores well stays in the pool and is varied again, as in a genetic algorithm.
 */
export function mutationAdversary(options: MutationAdversaryOptions): Adversary {
  const check = checkOptions("mutationAdversary", options, ["texts", "maximumWords", "fresh"]);
  const maximumWords = check.integer("maximumWords", options.maximumWords ?? 24, { min: 1 });
  const fresh = check.number("fresh", options.fresh ?? 0.1, { min: 0, max: 1 });
  const words = wordModel(options.texts);
  if (words.next([], random("any word")) === undefined) {
    throw new PreflmError(
      "invalid-input",
      `mutationAdversary: "texts" hold no word. Give some text like what the model was trained on.`,
    );
  }
  return {
    name: "mutation",
    async propose(given, count, { seed }) {
      const taken = new Set(given.map(({ prompt }) => prompt));
      return Array.from({ length: count }, (_, i) => {
        const material = {
          words,
          examples: given.map(toWords),
          uniform: random(seed, i, "mutate"),
        };
        for (let tries = 0; ; tries++) {
          const proposal = textOf(vary(material, fresh, maximumWords));
          if (tries === TRIES || (proposal !== "" && !taken.has(proposal))) return proposal;
        }
      });
    },
  };
}

function toWords({ prompt }: AdversaryExample): readonly Word[] {
  return wordsOf(prompt);
}

/** Words from the beginning of a text have no white space before them. */
function textOf(words: readonly Word[]): string {
  const spaced = words.map((word) => (/^\S/.test(word) ? ` ${word}` : word));
  return spaced.join("").trim();
}

function vary(material: Material, fresh: number, maximumWords: number): readonly Word[] {
  const { examples, uniform } = material;
  if (examples.length === 0 || uniform() < fresh)
    return extend([], material, 1 + below(maximumWords, uniform));
  let words = examples[below(examples.length, uniform)];
  const changes = 1 + below(CHANGES, uniform);
  for (let i = 0; i < changes; i++)
    words = MUTATIONS[below(MUTATIONS.length, uniform)](words, material);
  return words.slice(0, maximumWords);
}

type Mutation = (words: readonly Word[], material: Material) => readonly Word[];

const MUTATIONS: readonly Mutation[] = [
  function replace(words, material) {
    const at = below(words.length, material.uniform);
    return [...extend(words.slice(0, at), material, 1), ...words.slice(at + 1)];
  },
  function insert(words, material) {
    const at = below(words.length + 1, material.uniform);
    return [...extend(words.slice(0, at), material, 1), ...words.slice(at)];
  },
  function leaveOut(words, { uniform }) {
    const at = below(words.length, uniform);
    return [...words.slice(0, at), ...words.slice(at + 1)];
  },
  function splice(words, { examples, uniform }) {
    const other = examples[below(examples.length, uniform)];
    const kept = words.slice(0, 1 + below(words.length, uniform));
    return [...kept, ...other.slice(below(other.length, uniform))];
  },
  function truncate(words, { uniform }) {
    return words.slice(0, 1 + below(words.length, uniform));
  },
  function goOn(words, material) {
    return extend(words, material, 1 + below(EXTENSION, material.uniform));
  },
];

/** The words with so many more behind them. Where a text would end, it goes on with the beginning of another. */
function extend(
  words: readonly Word[],
  { words: model, uniform }: Material,
  count: number,
): readonly Word[] {
  const extended = [...words];
  for (let i = 0; i < count; i++) {
    extended.push(model.next(extended, uniform) ?? model.next([], uniform) ?? "");
  }
  return extended;
}

function below(count: number, uniform: () => number): number {
  return Math.floor(uniform() * count);
}
