import type { Vocabulary } from "./vocabulary.ts";

/** A token with its log-probability under the model, in nats, and the most probable tokens in its place. */
export interface ScoredToken {
  readonly id: number;
  /** Absent where nothing was asked or nothing comes before. */
  readonly logProbability?: number;
  readonly alternatives?: readonly (readonly [id: number, logProbability: number])[];
}

/** A token in its place: where the character that it begins or goes on with begins. */
export interface PlacedToken extends ScoredToken {
  /** In UTF-16 units of the text. */
  readonly start: number;
  /** In code points of the text, as OpenAI counts. */
  readonly offset: number;
}

/** What of a transcript is new since it was last asked. */
export interface Excerpt {
  readonly text: string;
  readonly tokens: readonly PlacedToken[];
}

/** A text that grows by tokens, byte for byte, until a stop string occurs in it. */
export interface Transcript {
  /** Adds a token; true if a stop string is complete, which ends the text before it. */
  push(token: ScoredToken): boolean;
  /** From here on, stop strings count: what comes before is the prompt. */
  watch(): void;
  /** Nothing will be added: a character left unfinished becomes U+FFFD. */
  end(): void;
  /** What is new and certain: until the end, what may become a stop string or a character is kept back. */
  take(): Excerpt;
}

/** An empty transcript. */
export function createTranscript(vocabulary: Vocabulary, stop: readonly string[]): Transcript {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const tokens: PlacedToken[] = [];
  let text = "";
  let points = 0;
  let watched = Infinity;
  let end: number | undefined;
  const taken = { text: 0, tokens: 0 };

  const add = (piece: string) => {
    text += piece;
    for (const _ of piece) points++;
  };
  /** Cuts the text before the earliest stop string that the last so many characters brought. */
  const cut = (from: number) => {
    for (const string of stop) {
      const at = text.indexOf(string, Math.max(watched, from - string.length + 1));
      if (at >= 0 && at < (end ?? Infinity)) end = at;
    }
    return end !== undefined;
  };

  return {
    push(token) {
      const start = text.length;
      tokens.push({ ...token, start, offset: points });
      add(decoder.decode(vocabulary.bytes(token.id), { stream: true }));
      return watched <= text.length && cut(start);
    },
    watch() {
      watched = text.length;
    },
    end() {
      if (end !== undefined) return;
      const start = text.length;
      add(decoder.decode());
      if (watched > text.length || !cut(start)) end = text.length;
    },
    take() {
      const certain = end ?? text.length - pending(text, watched, stop);
      const last = end === text.length ? Infinity : certain;
      const piece = text.slice(taken.text, certain);
      const from = taken.tokens;
      while (taken.tokens < tokens.length && tokens[taken.tokens].start < last) taken.tokens++;
      taken.text = certain;
      return { text: piece, tokens: tokens.slice(from, taken.tokens) };
    },
  };
}

/** How many characters at the end could begin a stop string. */
function pending(text: string, watched: number, stop: readonly string[]): number {
  let most = 0;
  for (const string of stop) {
    let length = Math.min(string.length - 1, Math.max(0, text.length - watched));
    while (length > most && !text.endsWith(string.slice(0, length))) length--;
    most = Math.max(most, length);
  }
  return most;
}
