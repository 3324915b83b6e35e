import type { EncodedPrompt } from "./encode-prompts.ts";
import { createTranscript, type Excerpt, type ScoredToken } from "./transcript.ts";
import type { Vocabulary } from "./vocabulary.ts";

/** One completion while it is made. */
export interface Choice {
  /** Shows the prompt; `scores` are of its tokens from the second one that the model reads. */
  showPrompt(scores: readonly ScoredToken[]): void;
  /** Hears a token of the prompt as the model scores it; with the last one the prompt is shown. */
  onPrompt(token: ScoredToken): void;
  /** Hears a sampled token; true if it ends the text. */
  onToken(token: ScoredToken): boolean;
  /** What is new; with `end`, all that is left. */
  take(end?: boolean): Excerpt;
  /** Sampled tokens, end-of-text included. */
  readonly sampled: number;
  /** Mean log-probability of a sampled token, in nats. */
  readonly meanLogProbability: number;
  /** `stop`: the model or a stop string ended the text; `length`: there was no more room. */
  readonly finishReason: "stop" | "length";
}

/** A completion that holds nothing yet. */
export function createChoice(
  vocabulary: Vocabulary,
  endOfText: number,
  { tokens, isShown }: EncodedPrompt,
  { echo, stop }: { readonly echo: boolean; readonly stop: readonly string[] },
): Choice {
  const transcript = createTranscript(vocabulary, stop);
  const scores: ScoredToken[] = [];
  let sampled = 0;
  let sum = 0;
  let stopped = false;
  const showPrompt = (given: readonly ScoredToken[]) => {
    if (echo) {
      const shown = Array.from(tokens, (id, i) => ({ id, i })).filter(({ i }) => isShown(i));
      // As OpenAI has it, the first token has no log-probability, though the model gives one after its opening.
      for (const [place, { id, i }] of shown.entries())
        transcript.push(place === 0 ? { id } : (given[i - 1] ?? { id }));
    }
    transcript.watch();
  };
  return {
    showPrompt,
    onPrompt(token) {
      if (scores.push(token) === tokens.length - 1) showPrompt(scores);
    },
    onToken(token) {
      sampled++;
      sum += token.logProbability ?? 0;
      stopped = transcript.push(token) || token.id === endOfText;
      return stopped;
    },
    take(end = false) {
      if (end) transcript.end();
      return transcript.take();
    },
    get sampled() {
      return sampled;
    },
    get meanLogProbability() {
      return sampled === 0 ? 0 : sum / sampled;
    },
    get finishReason() {
      return stopped ? "stop" : "length";
    },
  };
}
