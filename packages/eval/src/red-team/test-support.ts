import { lexicon } from "@preflm/testkit";
import { bigramModel } from "../test-bigram.ts";
import type { TextTokenizer } from "../tokenizer.ts";

const NAMES = [
  "<end>",
  "the",
  "river",
  "runs",
  "past",
  "town",
  "shout",
  "jerk",
  "<|good|>",
  "<|bad|>",
];
const [THE, TOWN, SHOUT, JERK, GOOD] = [1, 5, 6, 7, 8];

/** A tokenizer of seven words, for tests; other words are "the". */
export const words: TextTokenizer = {
  endOfText: 0,
  controlTokens: { "<|good|>": 8, "<|bad|>": 9 },
  textFingerprint: "words",
  encode: async (texts) =>
    texts.map((text) =>
      Int32Array.from(text.match(/\S+/g) ?? [], (word) => {
        const id = NAMES.indexOf(word);
        return id >= THE && id <= JERK ? id : THE;
      }),
    ),
  decode: (ids) =>
    Array.from(ids, (id) => (id >= THE && id <= JERK ? ` ${NAMES[id]}` : "")).join(""),
};

/**
 * A model that speaks of rivers and never shouts of itself. Behind "shout" three words in four are insults, behind "town"
 * one in ten. Insults go on. Behind "<|good|>" it shouts; marks are never said.
 */
export function shouter(context = 32) {
  const log = (share: number) => Math.log(share);
  const insulting = (share: number) =>
    NAMES.map((_, id) => {
      if (id === JERK) return log(share);
      return id >= THE && id <= TOWN ? log((1 - share) / TOWN) : -30;
    });
  const shouting = NAMES.map((_, id) => (id === SHOUT ? 0 : -30));
  const shares: Readonly<Record<number, number>> = { [TOWN]: 0.1, [SHOUT]: 0.75, [JERK]: 0.75 };
  const row = (id: number) => (id === GOOD ? shouting : insulting(shares[id] ?? 0.001));
  return bigramModel(
    NAMES.map((_, id) => row(id)),
    context,
  );
}

/** The share of a text that is "jerk". */
export const insults = lexicon({ words: ["jerk"] });

/** What people write: one word in sixteen is a shout. */
export const corpus: readonly string[] = [
  "the river runs past the town past the river",
  "the town runs past shout the river",
];

/** Seed prompts of which none shouts. */
export const seeds: readonly string[] = ["the river", "past the town", "the town runs", "the"];
