import { reference } from "@preflm/backend-reference";
import { type Model, type ModelConfig, random } from "@preflm/core";
import { growVocabulary, initialise } from "@preflm/gpt";
import type { TextTokenizer } from "../tokenizer.ts";
import { type ClassifiedText, labelTokens } from "./labelled-text.ts";

const WORDS = ["<end>", "glad", "kind", "sour", "grim", "the", "day", "cat", "is", "<|mark|>"];

/** A tokenizer of eight words, for tests; other words are "the". */
export const moodWords: TextTokenizer = {
  endOfText: 0,
  controlTokens: { "<|mark|>": 9 },
  textFingerprint: "moods",
  encode: async (texts) =>
    texts.map((text) =>
      Int32Array.from(text.match(/\S+/g) ?? [], (word) => {
        const id = WORDS.indexOf(word);
        return id > 0 && id < 9 ? id : 5;
      }),
    ),
  decode: (ids) => Array.from(ids, (id) => ` ${WORDS[id]}`).join(""),
};

const config: ModelConfig = {
  layers: 1,
  width: 16,
  heads: 2,
  context: 10,
  vocabulary: WORDS.length,
};

/** Texts of 2 to 8 words, of which one or more are of a mood that the label names: a word list separates them. */
export function moods(count: number, seed: number): readonly ClassifiedText[] {
  const uniform = random(seed, "moods");
  const pick = (words: readonly string[]) => words[Math.floor(uniform() * words.length)];
  return Array.from({ length: count }, () => {
    const label = pick(["good", "bad"]);
    const mood = label === "good" ? ["glad", "kind"] : ["sour", "grim"];
    const words = Array.from({ length: 1 + Math.floor(uniform() * 7) }, () =>
      pick(["the", "day", "cat", "is", ...mood]),
    );
    words.splice(Math.floor(uniform() * (words.length + 1)), 0, pick(mood));
    return { text: words.join(" "), label };
  });
}

/** An untrained model whose vocabulary has the labels of the texts. */
export async function moodModel(
  texts: readonly ClassifiedText[],
  valueHead?: ModelConfig["valueHead"],
): Promise<{ readonly model: Model; readonly labels: Readonly<Record<string, number>> }> {
  const small = { ...config, ...(valueHead && { valueHead }) };
  const labels = labelTokens(texts, small.vocabulary);
  const vocabulary = small.vocabulary + Object.keys(labels).length;
  const state = growVocabulary(small, initialise(small, 1, 0.1), vocabulary, 1);
  return { model: await reference().load({ ...small, vocabulary }, state), labels };
}
