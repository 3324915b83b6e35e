import { random } from "@preflm/core";
import type { Estimate } from "./inspection.ts";

/** What counts tokens; a `Tokenizer` of @preflm/data is one. */
export interface TokenEncoder {
  encode(texts: readonly string[]): Promise<readonly ArrayLike<number>[]>;
}

/** Tokens per character of a corpus, from a sample of its text. */
export interface TokenRates {
  /** Whether the sample is the whole corpus. */
  readonly counted: boolean;
  /** Of segments that score 0. */
  readonly zero: Estimate;
  /** Of segments that score more than `above` (≥ 0) and at most `upTo`. */
  between(above: number, upTo: number): Estimate;
}

/** Pieces of segments of score 0 and of others are sampled apart, so that rare misaligned ones are seen. */
const SAMPLE = 4000;
/** A longer segment is cut into pieces of so many UTF-16 units, which adds a token a cut at most. */
const LONGEST = 4000;
/** Pieces handed to the tokenizer at once. */
const BATCH = 500;
/** A range with fewer sampled pieces borrows the rate of all that are not 0. */
const FEWEST = 30;

interface Stratum {
  seen: number;
  readonly drawn: { readonly text: string; readonly score: number }[];
}

interface Counted {
  readonly score: number;
  readonly characters: number;
  readonly tokens: number;
}

/** Draws pieces of segments as they pass, each with the same chance (Vitter 1985, algorithm R), and then counts their tokens. */
export function tokenSample(seed: number) {
  const uniform = random(seed, "tokens");
  const strata = [0, 1].map((): Stratum => ({ seen: 0, drawn: [] }));
  return {
    add(text: string, score: number): void {
      const stratum = strata[score === 0 ? 0 : 1];
      for (let start = 0; start < text.length; start += LONGEST) {
        const { seen, drawn } = stratum;
        stratum.seen++;
        const place = seen < SAMPLE ? seen : Math.floor(uniform() * (seen + 1));
        if (place >= SAMPLE) continue;
        const piece = copy(text.slice(start, start + LONGEST));
        drawn[place] = { text: piece, score: Math.fround(score) };
      }
    },
    async count(
      tokenizer: TokenEncoder,
      onProgress?: (done: number, total: number) => void,
    ): Promise<TokenRates> {
      const total = strata[0].drawn.length + strata[1].drawn.length;
      let done = 0;
      const tell = (segments: number) => {
        done += segments;
        onProgress?.(done, total);
      };
      const zeros = await encode(strata[0], tokenizer, tell);
      const others = await encode(strata[1], tokenizer, tell);
      return {
        counted: zeros.unseen === 0 && others.unseen === 0,
        zero: rate(zeros.counted, zeros.unseen),
        between(above, upTo) {
          const [low, high] = [Math.fround(above), Math.fround(upTo)];
          const inside = others.counted.filter(({ score }) => score > low && score <= high);
          const few = inside.length < FEWEST && others.unseen > 0;
          return rate(few ? others.counted : inside, others.unseen);
        },
      };
    },
  };
}

/** A text of its own: a slice would keep the whole document in memory. */
function copy(text: string): string {
  return JSON.parse(JSON.stringify(text));
}

async function encode(
  { seen, drawn }: Stratum,
  tokenizer: TokenEncoder,
  tell: (segments: number) => void,
) {
  const counted: Counted[] = [];
  for (let first = 0; first < drawn.length; first += BATCH) {
    const batch = drawn.slice(first, first + BATCH);
    const encoded = await tokenizer.encode(batch.map(({ text }) => text));
    for (const [i, { text, score }] of batch.entries())
      counted.push({ score, characters: text.length, tokens: encoded[i].length });
    tell(batch.length);
  }
  return { counted, unseen: 1 - drawn.length / Math.max(1, seen) };
}

/** Σ tokens / Σ characters with the standard error of a ratio (Cochran 1977, §6.4); `unseen` is the share not sampled. */
function rate(sample: readonly Counted[], unseen: number): Estimate {
  const total = (field: "characters" | "tokens") =>
    sample.reduce((sum, each) => sum + each[field], 0);
  const [characters, n] = [total("characters"), sample.length];
  if (characters === 0) return { value: 0, error: 0 };
  const value = total("tokens") / characters;
  if (unseen === 0) return { value, error: 0 };
  if (n === 1) return { value, error: value }; // one piece says nothing of how they vary
  const squares = sample.reduce(
    (sum, each) => sum + (each.tokens - value * each.characters) ** 2,
    0,
  );
  return { value, error: Math.sqrt((unseen * squares * n) / (n - 1)) / characters };
}
